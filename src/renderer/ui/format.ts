import { useTranslation } from 'react-i18next';
import { ageAt, parseDate } from '../../domain/patient/index.js';

export interface Format {
  /** A DA value (YYYYMMDD) as a day; what is not a day is shown as it is written. */
  date(DA: string): string;
  /** The hours and minutes of a TM value (HHMMSS.FFFFFF); '' where there are none. */
  time(TM: string): string;
  /** An ISO 8601 instant, in local time. */
  dateTime(iso: string): string;
  /** Age on a day, both DA; '' where it cannot be known. */
  age(birth: string, on: string): string;
  number(value: number): string;
  percent(fraction: number): string;
  bytes(bytes: number): string;
  bytesPerSecond(rate: number): string;
  /** A span in its largest fitting unit, rounded up: "40 sec", "3 min". */
  duration(seconds: number): string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Formatting for one BCP 47 language tag. Build once and keep: constructing Intl objects is slow. */
export function createFormat(language: string): Format {
  // 'en' alone would put the month first, which half of the world misreads.
  const locale = language === 'en' ? 'en-GB' : language;
  // English names the month, since 03/04 is read in two ways; the others agree on day, month, year.
  const month = language === 'en' ? 'short' : '2-digit';
  const day = new Intl.DateTimeFormat(locale, { day: '2-digit', month, year: 'numeric', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  const scaled = (bytes: number, suffix: string): string => {
    const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    const value = bytes / 1000 ** power;
    return unit(value, `${byteUnits[power]}${suffix}`, power > 0 && value < 100 ? 1 : 0);
  };

  return {
    date(DA) {
      const date = parseDate(DA);
      // British English has "Sept", the one month of four letters; columns want three.
      return date ? day.format(Date.UTC(date.year, date.month - 1, date.day)).replace('Sept', 'Sep') : DA;
    },
    time: (TM) => (/^\d{4}/.test(TM) ? `${TM.slice(0, 2)}:${TM.slice(2, 4)}` : ''),
    dateTime(iso) {
      const at = new Date(iso);
      return Number.isNaN(at.getTime()) ? iso : instant.format(at);
    },
    age(birth, on) {
      const age = ageAt(birth, on);
      return age ? unit(age.value, age.unit) : '';
    },
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    bytes: (bytes) => scaled(bytes, ''),
    bytesPerSecond: (rate) => scaled(rate, '-per-second'),
    duration(seconds) {
      if (seconds < 60) return unit(Math.max(1, Math.ceil(seconds)), 'second');
      if (seconds < 3600) return unit(Math.ceil(seconds / 60), 'minute');
      return unit(Math.ceil(seconds / 360) / 10, 'hour', 1);
    },
  };
}

const formats = new Map<string, Format>();

/** Formatting in the language of the screen. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const known = formats.get(i18n.language);
  if (known) return known;
  const made = createFormat(i18n.language);
  formats.set(i18n.language, made);
  return made;
}
