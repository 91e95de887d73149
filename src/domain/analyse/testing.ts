import { sct } from '../dicom/index.js';
import type { Stamp } from './derived-object.js';
import type { FilmAnalysis } from './film-analysis.js';
import type { Digest, SourceFilm } from './source-film.js';

// Fixtures for tests.

export const stamp: Stamp = { date: '20260102', time: '030405', productVersion: '0.1.0' };

/** Not a hash; different texts get different bytes, which is all that UIDs need. */
export const digest: Digest = (text) => {
  const bytes = new Uint8Array(32);
  for (let index = 0; index < text.length; index++) {
    const at = index % 32;
    bytes[at] = ((bytes[at] ?? 0) * 31 + text.charCodeAt(index) + index) & 0xff;
  }
  return bytes;
};

export const film: SourceFilm = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
  SOPInstanceUID: '1.2.3.4.5',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.4',
  Rows: 2500,
  Columns: 2000,
  spacingMm: [0.15, 0.15],
  InstanceNumber: 1,
  patientAndStudy: {
    PatientName: 'Жұмабаева^Айгүл',
    PatientID: 'A-1',
    PatientBirthDate: '19700101',
    PatientSex: 'F',
    StudyInstanceUID: '1.2.3',
    StudyDate: '20260101',
    StudyTime: '101500',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    StudyID: '',
    StudyDescription: 'Chest',
  },
};

const region = (Rows: number, Columns: number): Uint8Array => {
  const regions = new Uint8Array(Rows * Columns);
  for (let index = 0; index < regions.length; index++) regions[index] = Math.floor((index % Columns) / 8) % 4;
  return regions;
};

export const analysis: FilmAnalysis = {
  algorithm: { name: 'Tynys findings', version: '1.0.0', weightsSha256: 'ab'.repeat(32) },
  covid: undefined,
  calibration: 'Platt scaling on held-out patients.',
  findings: [
    {
      label: 'Effusion',
      code: sct('60046008', 'Pleural effusion'),
      probability: 0.71234,
      threshold: 0.3,
      band: 'likely',
      reliable: true,
    },
    {
      label: 'Pneumothorax',
      code: sct('36118008', 'Pneumothorax'),
      probability: 0.02,
      threshold: 0.1,
      band: 'unlikely',
      reliable: false,
    },
  ],
  heatMaps: {
    Rows: 20,
    Columns: 16,
    maps: [new Float32Array(320).fill(0.5), new Float32Array(320)],
  },
  cardiothoracicRatio: {
    value: 0.52,
    heartRight: [
      { x: 950, y: 1500 },
      { x: 800, y: 1500 },
    ],
    heartLeft: [
      { x: 950, y: 1600 },
      { x: 1400, y: 1600 },
    ],
    thorax: [
      { x: 300, y: 1900 },
      { x: 1500, y: 1900 },
    ],
  },
  mask: { Rows: 40, Columns: 32, regions: region(40, 32) },
};
