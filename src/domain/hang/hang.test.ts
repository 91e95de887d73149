import { describe, expect, it } from 'vitest';
import { comparable, hang, sideOf } from './hang.js';
import { type HangingProtocol, shippedProtocols } from './protocol.js';

let nextId = 1;
const series = (
  Modality: string,
  positions: readonly string[],
  SeriesDescription = '',
  BodyPartExamined = 'CHEST',
) => ({
  id: nextId++,
  Modality,
  SeriesDescription,
  BodyPartExamined,
  instances: positions.map((ViewPosition) => ({ id: nextId++, ViewPosition })),
});
const study = (all: ReturnType<typeof series>[], StudyDescription = '') => ({
  study: { id: nextId++, StudyDescription },
  series: all,
});

const film = (one: ReturnType<typeof study>, at = 0, of = 0) => one.series[of]?.instances[at]?.id;

describe('a chest film', () => {
  const today = study([series('DX', ['PA'])]);
  const prior = study([series('CR', ['AP'])]);
  const older = study([series('CR', ['PA'])]);

  it('hangs beside its latest prior, whatever kind of radiography that was', () => {
    const hung = hang(shippedProtocols, today, [prior, older]);
    expect(hung?.protocol.name).toBe('film-prior');
    expect(hung?.panes.map((pane) => pane?.instanceId)).toEqual([film(today), film(prior)]);
  });

  it('hangs beside its lateral where there is no prior', () => {
    const both = study([series('DX', ['LL', 'PA'])]);
    const hung = hang(shippedProtocols, both, []);
    expect(hung?.protocol.name).toBe('film-lateral');
    expect(hung?.panes.map((pane) => pane?.instanceId)).toEqual([film(both, 1), film(both, 0)]);
  });

  it('with its lateral and a prior without one fills three of four panes', () => {
    const both = study([series('DX', ['PA']), series('DX', ['LL'])]);
    const hung = hang(shippedProtocols, both, [prior]);
    expect(hung?.protocol.name).toBe('film-prior-lateral');
    expect(hung?.panes.map((pane) => pane?.instanceId)).toEqual([
      film(both),
      film(prior),
      film(both, 0, 1),
      undefined,
    ]);
  });

  it('skips priors of another part of the body or another kind', () => {
    const foot = study([series('DX', ['AP'], '', 'FOOT')]);
    const scan = study([series('CT', [''])]);
    const named = study([series('CR', [''], 'стопа', '')]);
    const hung = hang(shippedProtocols, today, [foot, scan, named, older]);
    expect(hung?.panes[1]?.instanceId).toBe(film(older));
  });

  it('is recognised by Russian and Kazakh words where no attribute says what it shows', () => {
    for (const words of ['ОГК в прямой проекции', 'Рентген грудной клетки', 'Кеуде қуысы', 'RX tórax']) {
      const said = study([series('CR', [''], words, '')]);
      expect(hang(shippedProtocols, said, [prior])?.protocol.name, words).toBe('film-prior');
    }
  });

  it('alone hangs as the reader chose', () => {
    expect(hang(shippedProtocols, today, [])).toBeUndefined();
  });
});

it('a CT hangs twice, with two windows', () => {
  const scan = study([series('CT', ['', ''])]);
  const hung = hang(shippedProtocols, scan, []);
  expect(hung?.panes.map((pane) => [pane?.instanceId, pane?.preset])).toEqual([
    [film(scan), 'lung'],
    [film(scan), 'mediastinum'],
  ]);
});

it('the first protocol that fits is used, and panes beyond its layout are none', () => {
  const own: HangingProtocol = {
    name: 'own',
    Modality: 'CR',
    bodyPart: '',
    layout: '1x1',
    panes: [
      { study: 'current', view: 'any', preset: null, optional: false },
      { study: 'prior', view: 'any', preset: null, optional: false },
    ],
    linked: false,
  };
  const hand = study([series('DX', ['AP'], '', 'HAND')]);
  const hung = hang([own, ...shippedProtocols], hand, []);
  expect(hung?.protocol.name).toBe('own');
  expect(hung?.panes).toHaveLength(1);
});

it('sides come from the position, then from words', () => {
  const side = (ViewPosition: string, words: string) =>
    sideOf({ id: 1, ViewPosition }, series('DX', [], words));
  expect(side('LL', 'Chest PA')).toBe('lateral');
  expect(side('PA', 'Chest lateral')).toBe('frontal');
  expect(side('', 'Chest LAT')).toBe('lateral');
  expect(side('', 'Боковая проекция')).toBe('lateral');
  expect(side('', 'Plate 3')).toBe('frontal');
});

it('comparable studies keep their order', () => {
  const [a, b, c] = [
    study([series('DX', ['PA'])]),
    study([series('CT', [''])]),
    study([series('CR', ['AP'])]),
  ];
  expect(comparable({ Modality: 'DX', bodyPart: 'CHEST' }, [a, b, c])).toEqual([a, c]);
});
