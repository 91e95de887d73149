import { describe, expect, it } from 'vitest';
import { StudySortKey } from '../../contract/index.js';
import { columns, gridOf, MAX_WIDTH_PX, MIN_WIDTH_PX } from './columns.js';

const tracks = (widths: Record<string, number>): string[] =>
  gridOf(widths).template.match(/minmax\([^)]*\)|\S+/g) ?? [];

describe('columns', () => {
  it('sort by what the store can sort by', () => {
    for (const column of columns) expect(StudySortKey.options).toContain(column.key);
  });
});

describe('gridOf', () => {
  it('has a track for every column and at least one that fills the pane', () => {
    expect(tracks({})).toHaveLength(columns.length);
    const everyWidth = Object.fromEntries(columns.map((column) => [column.key, 100]));
    expect(tracks(everyWidth).filter((track) => track.includes('fr'))).toHaveLength(1);
  });

  it('keeps a chosen width, within what can be read and grabbed', () => {
    const place = columns.findIndex((column) => column.key === 'PatientName');
    expect(tracks({ PatientName: 222 })[place]).toBe('222px');
    expect(tracks({ PatientName: 1 })[place]).toBe(`${MIN_WIDTH_PX}px`);
    expect(tracks({ PatientName: 9999 })[place]).toBe(`${MAX_WIDTH_PX}px`);
  });

  it('fits beside the patient panel in a window of 1280', () => {
    const panel = 1280 * 0.26;
    expect(gridOf({}).minWidthPx).toBeLessThanOrEqual(1280 - panel - 10);
  });
});
