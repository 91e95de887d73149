import { describe, expect, it } from 'vitest';
import type { AnnouncedStudy } from '../../contract/index.js';
import { compareAnnounced, dayBefore, matchesAnnounced, withFilter } from './study-filter.js';

const study: AnnouncedStudy = {
  StudyInstanceUID: '1.2.3',
  PatientName: 'Ахметова^Айгүл',
  PatientID: '4711',
  PatientBirthDate: '19790301',
  PatientSex: 'F',
  StudyDate: '20240517',
  StudyDescription: 'Chest PA',
  ModalitiesInStudy: ['DX'],
  NumberOfStudyRelatedSeries: 1,
  NumberOfStudyRelatedInstances: 2,
};

describe('withFilter', () => {
  it('sets a filter and takes an empty one away', () => {
    const set = withFilter({ PatientID: '1' }, 'PatientName', 'doe');
    expect(set).toEqual({ PatientID: '1', PatientName: 'doe' });
    expect(withFilter(set, 'PatientName', ' ')).toEqual({ PatientID: '1' });
  });
});

describe('dayBefore', () => {
  it('crosses months and leap days', () => {
    expect(dayBefore(new Date(2024, 2, 1), 0)).toBe('20240301');
    expect(dayBefore(new Date(2024, 2, 1), 1)).toBe('20240229');
  });
});

describe('matchesAnnounced', () => {
  it.each([
    ['', {}, true],
    ['айгүл ахм', {}, true],
    ['chest 4711', {}, true],
    ['lung', {}, false],
    ['', { Modality: 'CT' }, false],
    ['', { StudyDateFrom: '20240517', StudyDateTo: '20240517' }, true],
    ['', { StudyDateFrom: '20240518' }, false],
    ['', { PatientBirthDate: '1979' }, true],
    ['', { PatientSex: 'M' }, false],
    ['', { state: 'opened' as const }, false],
    ['', { state: 'new' as const }, true],
  ])('text %j, filters %j', (text, filters, expected) => {
    expect(matchesAnnounced(study, text, filters)).toBe(expected);
  });
});

describe('compareAnnounced', () => {
  const older = { ...study, StudyDate: '20200101', NumberOfStudyRelatedInstances: 11 };
  it.each([
    ['StudyDate', true, [study, older]],
    ['StudyDate', false, [older, study]],
    ['NumberOfStudyRelatedInstances', false, [study, older]],
    ['NumberOfStudyRelatedInstances', true, [older, study]],
    ['source', true, [older, study]],
  ] as const)('%s, descending %s', (key, descending, expected) => {
    expect([older, study].sort(compareAnnounced(key, descending))).toEqual(expected);
  });
});
