import { describe, expect, it } from 'vitest';
import type { InstanceRow, SeriesRow, StudyRow } from '../../../contract/index.js';
import type { ImageIdentity } from '../../../domain/grey/index.js';
import { filmStack, initialPanes, isOf } from './film-stack.js';

const row = (id: number, NumberOfFrames = 1): InstanceRow => ({
  id,
  SOPInstanceUID: `1.2.${id}`,
  SOPClassUID: '',
  TransferSyntaxUID: '',
  InstanceNumber: id,
  NumberOfFrames,
  Rows: 1,
  Columns: 1,
  ViewPosition: '',
  Laterality: '',
  bytes: 1,
});

const study = { PatientName: 'Doe^Jane', PatientID: 'A 1' } as StudyRow;
const series = (id: number, instances: InstanceRow[]): SeriesRow => ({ id, instances }) as SeriesRow;
const identity = (change: Partial<ImageIdentity>): ImageIdentity =>
  ({ SOPInstanceUID: '1.2.1', PatientID: 'A 1', PatientName: 'Doe^Jane', ...change }) as ImageIdentity;

describe('filmStack', () => {
  it('lists every frame of every instance', () => {
    const { films } = filmStack(study, series(1, [row(1, 3), row(2)]));
    expect(films.map(({ object, frame }) => [object, frame])).toEqual([
      ['object/1', 0],
      ['object/1', 1],
      ['object/1', 2],
      ['object/2', 0],
    ]);
  });
});

describe('isOf', () => {
  it('accepts the same patient and object, padding aside', () => {
    expect(isOf(identity({}), row(1), study)).toBe(true);
    expect(isOf(identity({ PatientName: 'Doe^Jane^^^', PatientID: 'A 1 ' }), row(1), study)).toBe(true);
  });

  it.each([
    ['another name', { PatientName: 'Doe^John' }],
    ['another ID', { PatientID: 'A 2' }],
    ['another object', { SOPInstanceUID: '1.2.2' }],
    ['no name', { PatientName: '' }],
  ])('refuses %s', (_, change) => {
    expect(isOf(identity(change), row(1), study)).toBe(false);
  });
});

describe('initialPanes', () => {
  const first = filmStack(study, series(1, [row(1), row(2)]));
  const second = filmStack(study, series(2, [row(3)]));
  const shown = (panes: ReturnType<typeof initialPanes>) =>
    panes.map((pane) => pane && [pane.stack.series.id, pane.index]);

  it('gives each pane a series', () => {
    expect(shown(initialPanes([first, second], 2))).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('fills up with further films, and leaves empty what has none', () => {
    expect(shown(initialPanes([first], 2))).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(shown(initialPanes([second], 2))).toEqual([[2, 0], undefined]);
  });

  it('opens the picture before what was written about it, whatever the order of the series', () => {
    const about = (id: number, SOPClassUID: string) =>
      filmStack(study, series(id, [{ ...row(id), SOPClassUID }]));
    const report = about(7, '1.2.840.10008.5.1.4.1.1.88.33');
    const maps = about(8, '1.2.840.10008.5.1.4.1.1.30');
    const film = about(9, '1.2.840.10008.5.1.4.1.1.1.1');
    expect(shown(initialPanes([report, maps, film], 2))).toEqual([
      [9, 0],
      [7, 0],
    ]);
    expect(shown(initialPanes([report], 1))).toEqual([[7, 0]]);
  });
});
