/** What Intl is asked for. Electron's ICU has no Kazakh and would fall back to American English silently. */
const locales: Partial<Record<string, string>> = { en: 'en-GB', kk: 'ru' };

/** The locale whose numbers and dates are right for a language of the product. */
export const localeOf = (language: string): string => locales[language] ?? language;

/** English names the month, since 03/04 is read in two ways; the others agree on day, month, year. */
export const dayStyle = (language: string): Intl.DateTimeFormatOptions => ({
  day: '2-digit',
  month: language === 'en' ? 'short' : '2-digit',
  year: 'numeric',
});
