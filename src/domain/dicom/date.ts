/** A DA value with the dots of ACR-NEMA (YYYY.MM.DD, PS3.5 6.2) taken out; anything else as it is written. */
export function normaliseDate(date: string): string {
  const match = /^(\d{4})[.](\d{2})[.](\d{2})$/.exec(date);
  return match === null ? date : `${match[1]}${match[2]}${match[3]}`;
}
