/** A day of the Gregorian calendar; `month` counts from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

/**
 * Reads a DA value, `YYYYMMDD` (PS3.5 table 6.2-1).
 * @returns null for anything that is not a day of the calendar: ranges, partial dates, 20240231.
 */
export function parseDate(DA: string): CalendarDate | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(DA.trim());
  if (!match) return null;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const utc = new Date(toUtcMs(date));
  return utc.getUTCMonth() + 1 === date.month && utc.getUTCDate() === date.day ? date : null;
}

/**
 * How old somebody born on `birth` was on `on`: in days below one month, months below two years, else years,
 * the steps in which an age is spoken of in a clinic. Null where a date is missing, unreadable, or the
 * study precedes the birth.
 */
export function ageAt(
  birth: string,
  on: string,
): { readonly value: number; readonly unit: 'year' | 'month' | 'day' } | null {
  const from = parseDate(birth);
  const to = parseDate(on);
  if (!from || !to) return null;
  const days = Math.round((toUtcMs(to) - toUtcMs(from)) / DAY_MS);
  if (days < 0) return null;
  const months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
  if (months < 1) return { value: days, unit: 'day' };
  if (months < 24) return { value: months, unit: 'month' };
  return { value: Math.floor(months / 12), unit: 'year' };
}

function toUtcMs({ year, month, day }: CalendarDate): number {
  // setUTCFullYear, because Date.UTC takes years below 100 for 19xx.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
