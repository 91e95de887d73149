import { expect, it } from 'vitest';
import type { ReportDocument, StudyRow } from '../../contract/index.js';
import { emptyTexts } from '../../domain/report/index.js';
import common from '../../renderer/ui/locales/en/common.json' with { type: 'json' };
import report from '../../renderer/ui/locales/en/report.json' with { type: 'json' };
import { reportPage } from './report-page.js';

const study: StudyRow = {
  id: 1,
  patientId: 1,
  StudyInstanceUID: '1.2',
  PatientName: '<b>Doe</b>^Jo & "Al"',
  PatientID: 'P-1',
  IssuerOfPatientID: '',
  PatientBirthDate: '19700102',
  PatientSex: 'F',
  StudyDate: '20240131',
  StudyTime: '101500',
  AccessionNumber: '',
  StudyDescription: 'Chest',
  InstitutionName: '',
  ModalitiesInStudy: ['DX', 'SR'],
  NumberOfStudyRelatedSeries: 1,
  NumberOfStudyRelatedInstances: 1,
  source: '',
  importedAt: '',
  state: 'opened',
  reportState: 'in-progress',
  identityMismatch: false,
  conflicts: 0,
};
const written: ReportDocument = {
  studyId: 1,
  number: 0,
  language: 'en',
  texts: { ...emptyTexts, findings: 'Clear.\n</style><script>alert(1)</script>' },
  author: 'A',
  createdAt: '',
  modifiedAt: '',
  signature: null,
  keyImages: [],
  objects: [],
};
const picture = { SOPInstanceUID: '1.2.3', frame: 1, jpeg: 'data:image/jpeg;base64,AAAA' };
const page = (documents: ReportDocument[]): string =>
  reportPage({ study, documents, pictures: [picture], institution: 'Site', words: { report, common } });

it('takes what files and hands say as text, never as markup', () => {
  const html = page([written]);
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<b>');
  expect(html).toContain('&#60;script&#62;');
});

it('asks for nothing but itself', () => {
  const addresses = [...page([written]).matchAll(/(?:src=|url\()["']?([^"')]{5})/g)].map(
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(4);
  expect(new Set(addresses)).toEqual(new Set(['data:']));
});

it('says that it is a draft until it is signed, and whose a picture is', () => {
  expect(page([written])).toContain(report.draftText);
  const signature = { name: 'Dr A', role: '', institution: '', signedAt: '2026-01-02T03:04:05Z' };
  const signed = page([{ ...written, signature }]);
  expect(signed).not.toContain(report.draftText);
  expect(signed).toMatch(/Signed by <strong>Dr A<\/strong>/);
  expect(signed).toMatch(/Key images · .*P-1 · 31 Jan 2024/);
  expect(signed).toContain('02 Jan 1970');
});
