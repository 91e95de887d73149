import type { DataSet } from '../../domain/dicom/index.js';
import type { Exposure } from './develop.js';
import type { LateralSubject } from './lateral.js';
import type { FrontalSubject } from './thorax.js';

/**
 * Names the edition of the disc in every UID of it. Raise it with any change to what the disc holds: a UID must
 * never come with two different contents.
 */
export const sampleEdition = 1;

export interface FrontalFilm {
  readonly view: 'PA';
  readonly subject: FrontalSubject;
  readonly exposure: Exposure;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
}

export interface LateralFilm {
  readonly view: 'LL';
  readonly subject: LateralSubject;
  readonly exposure: Exposure;
  readonly photometric: 'MONOCHROME2';
}

export interface ChestCt {
  readonly view: 'CT';
  readonly seed: number;
  readonly nodule: {
    readonly xMm: number;
    readonly yMm: number;
    readonly zMm: number;
    readonly diameterMm: number;
  };
}

export interface SampleSeries {
  readonly description: string;
  readonly image: FrontalFilm | LateralFilm | ChestCt;
}

export interface SampleStudy {
  readonly date: string;
  readonly time: string;
  readonly description: string;
  readonly age: string;
  readonly series: readonly SampleSeries[];
}

export interface SamplePatient {
  readonly identity: DataSet & { readonly PatientName: string; readonly PatientID: string };
  readonly studies: readonly SampleStudy[];
}

const blades = { left: 6, top: 5, right: 4, bottom: 7 };

const aigul: FrontalSubject = {
  seed: 41,
  breadth: 0.95,
  stoutness: 0.98,
  heartSize: 0.96,
  aorticKnobMm: 15,
  domeMm: [288, 299],
  breasts: true,
  findings: [],
};

const nikolai: FrontalSubject = {
  seed: 7,
  breadth: 1.02,
  stoutness: 1.06,
  heartSize: 1.08,
  aorticKnobMm: 19,
  domeMm: [282, 294],
  breasts: false,
  findings: [{ kind: 'nodule', x: -84, y: 152, diameterMm: 21 }],
};

const joao: FrontalSubject = {
  seed: 23,
  breadth: 1,
  stoutness: 0.94,
  heartSize: 0.94,
  aorticKnobMm: 14,
  domeMm: [290, 302],
  breasts: false,
  findings: [{ kind: 'consolidation', x: -76, y: 246, radiusMm: 33, density: 0.6 }],
};

/** Nobody: every name, date and finding is invented. */
export const cast: readonly SamplePatient[] = [
  {
    identity: {
      PatientName: 'Жұмабаева^Айгүл',
      PatientID: 'SAMPLE-0001',
      PatientBirthDate: '19680314',
      PatientSex: 'F',
    },
    studies: [
      {
        date: '20250311',
        time: '101500',
        description: 'Chest PA',
        age: '056Y',
        series: [
          {
            description: 'PA, erect',
            image: {
              view: 'PA',
              subject: { ...aigul, findings: [{ kind: 'effusion', side: 'left', levelMm: 262 }] },
              exposure: {
                seed: 411,
                collimationMm: blades,
                turnDegrees: 0.3,
                marker: { letter: 'L', xMm: 312, yMm: 30 },
                darkest: 0.35,
                brightest: 4.1,
              },
              photometric: 'MONOCHROME2',
            },
          },
        ],
      },
      {
        date: '20250916',
        time: '093000',
        description: 'Chest PA, follow-up',
        age: '057Y',
        series: [
          {
            description: 'PA, erect',
            image: {
              view: 'PA',
              subject: { ...aigul, domeMm: [286, 298], findings: [] },
              exposure: {
                seed: 412,
                collimationMm: { left: 5, top: 8, right: 6, bottom: 5 },
                turnDegrees: -0.2,
                marker: { letter: 'L', xMm: 308, yMm: 34 },
                darkest: 0.32,
                brightest: 4,
              },
              photometric: 'MONOCHROME2',
            },
          },
        ],
      },
    ],
  },
  {
    identity: {
      PatientName: 'Соколов^Николай^Петрович',
      PatientID: 'SAMPLE-0002',
      PatientBirthDate: '19551102',
      PatientSex: 'M',
    },
    studies: [
      {
        date: '20250624',
        time: '142000',
        description: 'Chest PA and lateral',
        age: '069Y',
        series: [
          {
            description: 'PA, erect',
            image: {
              view: 'PA',
              subject: nikolai,
              exposure: {
                seed: 71,
                collimationMm: { left: 4, top: 4, right: 5, bottom: 6 },
                turnDegrees: 0.1,
                marker: { letter: 'R', xMm: 18, yMm: 36 },
                darkest: 0.4,
                brightest: 4.3,
              },
              photometric: 'MONOCHROME2',
            },
          },
          {
            description: 'Left lateral, erect',
            image: {
              view: 'LL',
              subject: {
                seed: 9,
                stoutness: 1.03,
                heartSize: 1.06,
                domeMm: [284, 298],
                nodule: { x: 206, y: 152, diameterMm: 21 },
              },
              exposure: {
                seed: 72,
                collimationMm: { left: 22, top: 4, right: 24, bottom: 6 },
                turnDegrees: -0.2,
                marker: { letter: 'L', xMm: 36, yMm: 26 },
                darkest: 0.6,
                brightest: 5.2,
              },
              photometric: 'MONOCHROME2',
            },
          },
        ],
      },
      {
        date: '20250701',
        time: '111000',
        description: 'CT chest without contrast',
        age: '069Y',
        series: [
          {
            description: 'Axial 6 mm',
            image: {
              view: 'CT',
              seed: 5,
              nodule: { xMm: -76, yMm: 18, zMm: 92, diameterMm: 18 },
            },
          },
        ],
      },
    ],
  },
  {
    identity: {
      PatientName: 'Conceição^João',
      PatientID: 'SAMPLE-0003',
      PatientBirthDate: '19830727',
      PatientSex: 'M',
    },
    studies: [
      {
        date: '20250902',
        time: '170500',
        description: 'Chest PA',
        age: '042Y',
        series: [
          {
            description: 'PA, erect',
            image: {
              view: 'PA',
              subject: joao,
              exposure: {
                seed: 231,
                collimationMm: { left: 5, top: 6, right: 5, bottom: 5 },
                turnDegrees: -0.4,
                marker: { letter: 'R', xMm: 20, yMm: 32 },
                darkest: 0.32,
                brightest: 3.9,
              },
              photometric: 'MONOCHROME1',
            },
          },
        ],
      },
    ],
  },
];
