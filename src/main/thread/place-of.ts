/** What kind of defect and where: an error's message may quote input, its name and place do not. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${/^ {4}(at .*)$/m.exec(error.stack ?? '')?.[1] ?? ''}`;
}
