import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseDate } from '../../domain/patient/index.js';

interface DayInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** A DA value, YYYYMMDD, or the part of it that has been typed. */
  readonly value: string;
  readonly onChange: (DA: string) => void;
}

/** A typed date, in whole or in part, as the head of a DA value: "1980-05" and "1980 05" are 198005. */
export const toDateHead = (text: string): string => text.replaceAll(/\D/g, '').slice(0, 8);

/** A DA value, or the head of one, as it is typed: 1980-05-31. */
export const withDashes = (DA: string): string =>
  [DA.slice(0, 4), DA.slice(4, 6), DA.slice(6, 8)].filter((part) => part !== '').join('-');

/**
 * A day typed as YYYY-MM-DD. The browser's own date field follows the system's locale, in which 03/04 may be
 * either day; here there is one reading.
 */
export function DayInput({ value, onChange, ...rest }: DayInputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      {...rest}
      inputMode="numeric"
      placeholder={t('datePattern')}
      maxLength={10}
      value={withDashes(value)}
      error={value.length === 8 && parseDate(value) === null ? t('noSuchDay') : undefined}
      onChange={(event) => onChange(toDateHead(event.currentTarget.value))}
    />
  );
}
