import { describe, expect, it } from 'vitest';
import { sct } from '../dicom/index.js';
import { belongsTo, type CohortQuery, countCohort, type StudySummary, yearsOf } from './cohort.js';
import type { StatedFinding } from './finding-report.js';

const finding = (more: Partial<StatedFinding> = {}): StatedFinding => ({
  code: sct('36118008', 'Pneumothorax'),
  voice: 'reader',
  by: '',
  SOPInstanceUID: '1.2',
  likelihood: null,
  probability: null,
  source: '1.3',
  ...more,
});

const study = (more: Partial<StudySummary> = {}): StudySummary => ({
  StudyInstanceUID: '1',
  PatientID: 'TY-1',
  PatientSex: 'F',
  PatientAge: '045Y',
  StudyDate: '20240131',
  StudyDescription: 'Chest PA',
  modalities: ['DX', 'SR'],
  bodyParts: ['CHEST'],
  views: ['PA'],
  site: 'north',
  instances: 2,
  findings: [],
  severities: [],
  ...more,
});

const isIn = (query: CohortQuery, more: Partial<StudySummary> = {}): boolean => belongsTo(study(more), query);

describe('a cohort', () => {
  it('that asks for nothing has every study', () => {
    expect(isIn({})).toBe(true);
    expect(isIn({ modality: '', dateFrom: '', site: '' })).toBe(true);
  });

  it('has the studies of a range with both its ends, and none whose value is not known', () => {
    expect(isIn({ dateFrom: '20240131', dateTo: '20240131' })).toBe(true);
    expect(isIn({ dateTo: '20240130' })).toBe(false);
    expect(isIn({ dateTo: '20240201' }, { StudyDate: '' })).toBe(false);
    expect(isIn({ ageFrom: 45, ageTo: 45 })).toBe(true);
    expect(isIn({ ageFrom: 46 })).toBe(false);
    expect(isIn({ ageTo: 90 }, { PatientAge: '' })).toBe(false);
    expect(isIn({ ageTo: 1 }, { PatientAge: '018M' })).toBe(true);
  });

  it('never takes a model for a reader, nor its doubt for a finding', () => {
    const model = { voice: 'model', probability: 0.4 } as const;
    const said = (one: Partial<StatedFinding>): Partial<StudySummary> => ({ findings: [finding(one)] });
    expect(isIn({ finding: 'pneumo' }, said({}))).toBe(true);
    expect(isIn({ finding: 'SCT:36118008' }, said({}))).toBe(true);
    expect(isIn({ finding: 'SCT:3611800' }, said({}))).toBe(false);
    expect(isIn({ finding: 'pneumo', voice: 'model' }, said({}))).toBe(false);
    expect(isIn({ finding: 'pneumo' }, said({ ...model, likelihood: 'indeterminate' }))).toBe(false);
    expect(
      isIn(
        { finding: 'pneumo', likelihood: 'indeterminate' },
        said({ ...model, likelihood: 'indeterminate' }),
      ),
    ).toBe(true);
    expect(isIn({ voice: 'reader' }, said({ ...model, likelihood: 'likely' }))).toBe(false);
  });

  it('does not have what a network measured for a finding', () => {
    expect(isIn({ finding: 'pneumo' }, { findings: [finding({ voice: 'model' })] })).toBe(false);
  });

  it('is asked for severity by number', () => {
    const graded: Partial<StudySummary> = {
      severities: [{ name: 'Brixia score', value: 7, voice: 'reader', SOPInstanceUID: '' }],
    };
    expect(isIn({ severityFrom: 7 }, graded)).toBe(true);
    expect(isIn({ severityFrom: 8 }, graded)).toBe(false);
    expect(isIn({ severityFrom: 0 })).toBe(false);
  });

  it('is counted by study, with a reader and a model apart', () => {
    const both = [finding(), finding(), finding({ voice: 'model', likelihood: 'likely' })];
    const counts = countCohort([study({ findings: both }), study({ StudyInstanceUID: '2', PatientSex: '' })]);
    expect(counts).toMatchObject({ studies: 2, patients: 1, instances: 4 });
    expect(counts.finding).toEqual([
      ['Pneumothorax (model)', 1],
      ['Pneumothorax (reader)', 1],
    ]);
    expect(counts.sex).toEqual([
      ['F', 1],
      ['unknown', 1],
    ]);
  });
});

it('reads an age as DICOM writes it, and nothing else', () => {
  expect(yearsOf('002Y')).toBe(2);
  expect(yearsOf('006M')).toBe(0.5);
  expect(yearsOf('52W')).toBeUndefined();
  expect(yearsOf('')).toBeUndefined();
});
