/** Hours of the local day in which a site sends: from `from` until `until`, 0 to 24; over midnight where it is less. */
export interface SendingHours {
  readonly from: number;
  readonly until: number;
}

/** Whether something may be sent at this hour (fractions count). No hours: always. */
export function maySendAt(hours: SendingHours | null, hour: number): boolean {
  if (hours === null || hours.from === hours.until) return true;
  const { from, until } = hours;
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}
