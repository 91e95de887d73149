import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { film, importFilms, openTestStore, temporaryFolder } from './testing.js';
import type { WriteStore } from './types.js';

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
});
afterEach(() => {
  expect(store.verify()).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
  store.close();
  folder.remove();
});

describe('patients', () => {
  it('are not merged for sharing a PatientID, and every study concerned says so', async () => {
    await importFilms(store, [['a', film({ study: 1 })]]);
    expect(store.studies({}).rows.map((row) => row.identityMismatch)).toEqual([false]);
    await importFilms(store, [
      ['b', film({ study: 2 }, { PatientName: 'Petrov^Oleg' })],
      ['c', film({ study: 3 }, { PatientID: 'P2' })],
      ['d', film({ study: 4 }, { PatientName: 'ИВАНОВА^АННА^^', StudyDate: '20230101' })],
    ]);
    const rows = store.studies({ sort: { key: 'StudyDate', descending: true } }).rows;
    const flags = Object.fromEntries(rows.map((row) => [row.StudyInstanceUID, row.identityMismatch]));
    expect(flags).toEqual({ '2.25.1': true, '2.25.2': true, '2.25.3': false, '2.25.4': true });
    const ids = Object.fromEntries(rows.map((row) => [row.StudyInstanceUID, row.patientId]));
    expect(ids['2.25.1']).toBe(ids['2.25.4']);
    expect(ids['2.25.1']).not.toBe(ids['2.25.2']);
    expect(store.patientStudies(ids['2.25.1'] ?? 0).map((row) => row.StudyInstanceUID)).toEqual([
      '2.25.1',
      '2.25.4',
    ]);
  });

  it('sharing a PatientID within one batch are flagged whatever the order of their files', async () => {
    await importFilms(store, [
      ['a1', film({ study: 1, instance: 1 })],
      ['b1', film({ study: 2, instance: 1 }, { PatientBirthDate: '19990101' })],
      ['a2', film({ study: 3, instance: 1 })],
    ]);
    expect(store.studies({}).rows.map((row) => row.identityMismatch)).toEqual([true, true, true]);
  });

  it('without a PatientID are one per study and no mismatch', async () => {
    const nobody = { PatientID: '', PatientName: 'Anonymous', PatientBirthDate: '' };
    await importFilms(store, [
      ['a', film({ study: 1 }, nobody)],
      ['b', film({ study: 2 }, nobody)],
      ['c', film({ study: 1, instance: 2 }, nobody)],
    ]);
    const { rows } = store.studies({});
    expect(new Set(rows.map((row) => row.patientId)).size).toBe(2);
    expect(rows.some((row) => row.identityMismatch)).toBe(false);
  });
});

describe('studies', () => {
  it('with one UID under two patients stay two, both flagged', async () => {
    await importFilms(store, [
      ['a', film({ study: 1, instance: 1 })],
      ['b', film({ study: 1, instance: 2 }, { PatientName: 'Petrov^Oleg', PatientID: 'P9' })],
    ]);
    const found = store.findStudy({ StudyInstanceUID: '2.25.1' });
    expect(found.map((row) => [row.PatientID, row.identityMismatch])).toEqual([
      ['P1', true],
      ['P9', true],
    ]);
    expect(store.findStudy({ StudyInstanceUID: '2.25.1', PatientID: 'P9' })).toHaveLength(1);
  });

  it('sum up their series, modalities and instances over several imports', async () => {
    await importFilms(store, [
      ['a', film({ series: 1, instance: 1 })],
      ['b', film({ series: 2, instance: 1 }, { Modality: 'CT' })],
    ]);
    await importFilms(store, [
      ['c', film({ series: 2, instance: 2 }, { Modality: 'CT' })],
      ['d', film({ series: 3, instance: 1 }, { Modality: 'CR' })],
    ]);
    expect(store.studies({}).rows[0]).toMatchObject({
      ModalitiesInStudy: ['CR', 'CT', 'DX'],
      NumberOfStudyRelatedSeries: 3,
      NumberOfStudyRelatedInstances: 4,
      source: 'medium',
      state: 'new',
    });
  });

  it('take what their first instance lacks from a later one, and nothing else', async () => {
    const blank = { StudyDate: '', StudyTime: '', StudyDescription: '' };
    await importFilms(store, [['a', film({ instance: 1 }, blank)]]);
    await importFilms(store, [['b', film({ instance: 2 }, { StudyDescription: 'Lateral' })]]);
    await importFilms(store, [['c', film({ instance: 3 }, { StudyDescription: 'Other' })]]);
    expect(store.studies({}).rows[0]).toMatchObject({ StudyDate: '20240131', StudyDescription: 'Lateral' });
    // Sorted, searched and listed by modality under the new values.
    expect(store.studies({ text: 'lateral' }).total).toBe(1);
    expect(
      store.studies({ filters: { Modality: 'DX', StudyDateFrom: '20240131', StudyDateTo: '20240131' } })
        .total,
    ).toBe(1);
  });

  it('hold objects without UIDs, each on its own, and show no made-up UID', async () => {
    const none = { SOPInstanceUID: '', SeriesInstanceUID: '', StudyInstanceUID: '' };
    const outcomes = await importFilms(store, [
      ['a', film({ instance: 1 }), none],
      ['b', film({ instance: 2 }), none],
      ['a again', film({ instance: 1 }), none],
    ]);
    expect(outcomes.map(({ result }) => result)).toEqual(['stored', 'stored', 'duplicate']);
    expect(outcomes[0]).not.toHaveProperty('SOPInstanceUID');
    expect(store.studies({}).rows.map((row) => row.StudyInstanceUID)).toEqual(['', '']);
    const content = store.content(store.studies({}).rows[0]?.id ?? 0);
    expect(content?.series[0]?.SeriesInstanceUID).toBe('');
    expect(content?.series[0]?.instances[0]?.SOPInstanceUID).toBe('');
    expect(store.instancesByUID('')).toEqual([]);
  });
});

describe('content', () => {
  it('is in reading order, those without a number last', async () => {
    await importFilms(store, [
      ['a', film({ series: 2, instance: 10 })],
      ['b', film({ series: 2, instance: 9 })],
      ['c', film({ series: 1, instance: 1 })],
      ['d', film({ series: 2, instance: 3 }), { InstanceNumber: null }],
      ['e', film({ series: 3, instance: 1 }), { SeriesNumber: null }],
    ]);
    const content = store.content(1);
    expect(content?.series.map((series) => series.SeriesNumber)).toEqual([1, 2, null]);
    expect(content?.series[1]?.instances.map((each) => each.InstanceNumber)).toEqual([9, 10, null]);
    const uids = store.instancesByUID('2.25.1.2').map((each) => each.SOPInstanceUID);
    expect(uids.sort()).toEqual(['2.25.1.2.10', '2.25.1.2.3', '2.25.1.2.9']);
    expect(store.instancesByUID('2.25.1')).toHaveLength(5);
    expect(store.instancesByUID('2.25.1.1.1')).toHaveLength(1);
    expect(store.content(99)).toBeUndefined();
  });
});
