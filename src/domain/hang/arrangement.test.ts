import { describe, expect, it } from 'vitest';
import { type ArrangedPane, protocolOf } from './arrangement.js';
import { hang } from './hang.js';

const series = (id: number, Modality: string, positions: readonly string[]) => ({
  id,
  Modality,
  SeriesDescription: '',
  BodyPartExamined: 'CHEST',
  instances: positions.map((ViewPosition, index) => ({ id: id * 10 + index, ViewPosition })),
});
const study = (id: number, all: ReturnType<typeof series>[]) => ({
  study: { id, StudyDescription: '' },
  series: all,
});

describe('an arrangement that is kept', () => {
  const today = study(1, [series(1, 'CR', ['PA', 'LL'])]);
  const before = study(2, [series(2, 'DX', ['AP'])]);
  const arranged = (
    of: typeof today,
    kind: ArrangedPane['study'],
    index: number,
  ): ArrangedPane | undefined => {
    const [shown] = of.series;
    const film = shown?.instances[index];
    return shown && film && { study: kind, series: shown, film };
  };

  it('lays out the next study like it as this one lies now', () => {
    const panes = [arranged(before, 'prior', 0), arranged(today, 'current', 1)];
    const own = protocolOf('mine', '1x2', true, panes);
    expect(own).toMatchObject({ name: 'mine', Modality: 'DX', bodyPart: 'CHEST', linked: true });
    expect(own && hang([own], today, [before])?.panes.map((pane) => pane?.instanceId)).toEqual([20, 11]);
  });

  it('leaves a pane empty that is empty', () => {
    const own = protocolOf('mine', '1x2', false, [arranged(today, 'current', 0), undefined]);
    expect(own && hang([own], study(3, [series(3, 'CR', ['PA'])]), [])?.panes).toHaveLength(2);
  });

  it('is none of a screen that does not show the study', () => {
    expect(protocolOf('mine', '1x1', false, [arranged(before, 'prior', 0)])).toBeUndefined();
    expect(protocolOf('mine', '1x1', false, [])).toBeUndefined();
  });
});
