import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../contract/index.js';
import { en } from './locales/en/index.js';
import { kk } from './locales/kk/index.js';
import { pt } from './locales/pt/index.js';
import { ru } from './locales/ru/index.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

/** Own names of the languages, for the one list that must be readable whatever is chosen. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  kk: 'Қазақша',
  pt: 'Português',
  ru: 'Русский',
};

/** Must have resolved before the first render, so that no key is ever seen untranslated. */
export async function startI18n(language: Language): Promise<void> {
  i18next.on('languageChanged', (chosen) => {
    document.documentElement.lang = chosen;
  });
  await i18next.use(initReactI18next).init({
    resources: { en, kk, pt, ru },
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  });
}

export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
}
