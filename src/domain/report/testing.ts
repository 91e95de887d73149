import { film } from '../analyse/testing.js';
import { emptyTexts, type SignedPart } from './report.js';
import type { SignedDocument } from './report-document.js';

// Fixtures for tests.

const report: SignedPart = {
  number: 0,
  language: 'kk',
  texts: {
    ...emptyTexts,
    technique: 'Кеуде қуысы ағзаларының рентгенографиясы.',
    findings: 'Өкпе алаңдары мөлдір.\nПлевра қойнаулары бос.',
    impression: 'Патологиялық өзгерістер анықталмады.',
  },
  signature: {
    name: 'Әсел Қ. Нұрланова',
    role: 'рентгенолог',
    institution: 'Аудандық аурухана',
    signedAt: '2026-01-02T03:04:05.678Z',
  },
  keyImages: [],
};

export const addendum: SignedPart = {
  ...report,
  number: 1,
  texts: { ...emptyTexts, addendum: 'VI қабырғаның ескі сынығы.' },
  signature: { ...report.signature, role: '', institution: '', signedAt: '2026-01-03T03:04:05.678Z' },
};

export const document: SignedDocument = {
  film,
  parts: [report],
  title: 'Рентгенологиялық қорытынды',
  keyImages: [
    {
      SOPClassUID: film.SOPClassUID,
      SOPInstanceUID: film.SOPInstanceUID,
      SeriesInstanceUID: film.SeriesInstanceUID,
      frame: undefined,
    },
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
      SOPInstanceUID: '1.2.3.6.1',
      SeriesInstanceUID: '1.2.3.6',
      frame: 3,
    },
  ],
  stamp: { date: '20260102', time: '080405', productVersion: '0.1.0' },
};

/** A PDF that is one in name only, of odd length. */
export const pdf = new TextEncoder().encode('%PDF-1.4\n%%EOF');
