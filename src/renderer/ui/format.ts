import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ageAt, dayStyle, localeOf, parseDate } from '../../domain/patient/index.js';

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
  /** A span in its largest fitting unit, rounded up: "40 s", "3 min". */
  duration(seconds: number): string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/**
 * Formatting for one language of the screen. Build once and keep: constructing Intl objects is slow.
 * @param t gives the words that Intl does not have in every language.
 */
export function createFormat(language: string, t: TFunction<'common'>): Format {
  const locale = localeOf(language);
  const parts = dayStyle(language);
  const day = new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { ...parts, hour: '2-digit', minute: '2-digit' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  // British English has "Sept", the one month of four letters; columns want three.
  const threeLetters = (date: string): string => date.replace('Sept', 'Sep');
  const scaled = (bytes: number, suffix: string): string => {
    const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    const value = bytes / 1000 ** power;
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: `${byteUnits[power]}${suffix}`,
      unitDisplay: 'short',
      maximumFractionDigits: power > 0 && value < 100 ? 1 : 0,
    }).format(value);
  };

  return {
    date(DA) {
      const date = parseDate(DA);
      return date ? threeLetters(day.format(Date.UTC(date.year, date.month - 1, date.day))) : DA;
    },
    time: (TM) => (/^\d{4}/.test(TM) ? `${TM.slice(0, 2)}:${TM.slice(2, 4)}` : ''),
    dateTime(iso) {
      const at = new Date(iso);
      return Number.isNaN(at.getTime()) ? iso : threeLetters(instant.format(at));
    },
    age(birth, on) {
      const age = ageAt(birth, on);
      return age ? t(`age_${age.unit}`, { count: age.value }) : '';
    },
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    bytes: (bytes) => scaled(bytes, ''),
    bytesPerSecond: (rate) => scaled(rate, '-per-second'),
    duration(seconds) {
      if (seconds < 60) return t('seconds', { value: Math.max(1, Math.ceil(seconds)) });
      if (seconds < 3600) return t('minutes', { value: Math.ceil(seconds / 60) });
      return t('hours', { value: number.format(Math.ceil(seconds / 360) / 10) });
    },
  };
}

const formats = new Map<string, Format>();

/** Formatting in a language, that of the screen where none is named. */
export function useFormat(language?: string): Format {
  const { i18n } = useTranslation();
  const spoken = language ?? i18n.language;
  const known = formats.get(spoken);
  if (known) return known;
  const made = createFormat(spoken, i18n.getFixedT(spoken, 'common'));
  formats.set(spoken, made);
  return made;
}
