const DAY_MS = 86_400_000;

function utc(year: number, month: number, day: number): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const valid =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return valid ? date : undefined;
}

function write(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return String(year).padStart(4, '0') + two(date.getUTCMonth() + 1) + two(date.getUTCDate());
}

function shifted(year: string, month: string, day: string, days: number): string {
  const date = utc(Number(year), Number(month), Number(day));
  return date === undefined ? '' : write(new Date(date.getTime() + days * DAY_MS));
}

/**
 * A DA value moved by whole days; the legacy form YYYY.MM.DD is read, YYYYMMDD written (PS3.5 6.2).
 * @returns '' for what is no date or leaves the calendar: it says nothing that may stay.
 */
export function shiftDate(value: string, days: number): string {
  const match = /^(\d{4})([.-]?)(\d{2})\2(\d{2})$/.exec(value.trim());
  if (match === null) return '';
  const [, year = '', , month = '', day = ''] = match;
  return shifted(year, month, day, days);
}

/**
 * A DT value moved by whole days, its time and offset from UTC kept. A year or month alone is moved from its
 * middle and stays as coarse as it was.
 */
export function shiftDateTime(value: string, days: number): string {
  const match = /^(\d{4})(?:(\d{2})(?:(\d{2})(\d{0,6}(?:\.\d{1,6})?))?)?([+-]\d{4})?$/.exec(value.trim());
  if (match === null) return '';
  const [, year = '', month, day, time = '', offset = ''] = match;
  const whole = shifted(year, month ?? '07', day ?? '15', days);
  if (whole === '') return '';
  const precision = month === undefined ? 4 : day === undefined ? 6 : 8;
  return whole.slice(0, precision) + time + offset;
}

/** A TM value, which is kept as it is when it is one (the legacy colons too), else ''. */
export function timeOnly(value: string): string {
  return /^\d{2}(:?\d{2}(:?\d{2}(\.\d{1,6})?)?)?$/.test(value.trim()) ? value.trim() : '';
}

const daysPerUnit = { D: 1, W: 7, M: 30.4375, Y: 365.25 } as const;

/**
 * Ages over 89 are one group (45 CFR 164.514(b)(2)(i)(C)), whatever unit they are given in.
 * @returns '' for what is no AS value.
 */
export function groupedAge(value: string): string {
  const match = /^(\d{3})([DWMY])$/.exec(value.trim());
  if (match === null) return '';
  const years = (Number(match[1]) * daysPerUnit[match[2] as keyof typeof daysPerUnit]) / 365.25;
  return years >= 90 ? '090Y' : value.trim();
}
