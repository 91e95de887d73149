import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLabelSets } from './label-shelf.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-labels-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const label = {
  code: { CodeValue: 'cavity', CodingSchemeDesignator: '99SITE', CodeMeaning: 'Cavity' },
  colour: '#ffffff',
};
const put = (name: string, content: unknown): void => writeFileSync(join(dir, name), JSON.stringify(content));

it('a store without sets of its own has the shipped one', () => {
  expect(readLabelSets(join(dir, 'absent')).map(({ name }) => name)).toEqual(['chest']);
});

it('a store’s own sets follow, and what is no set is passed over', () => {
  put('tb.json', { title: 'Tuberculosis', labels: [label] });
  put('bad-colour.json', { title: 'Bad', labels: [{ ...label, colour: 'red; }' }] });
  writeFileSync(join(dir, 'torn.json'), '{"title":');
  expect(readLabelSets(dir).slice(1)).toEqual([{ name: 'tb', title: 'Tuberculosis', labels: [label] }]);
});

it('a set named as the shipped one takes its place', () => {
  put('chest.json', { title: 'Ours', labels: [label] });
  expect(readLabelSets(dir)).toEqual([{ name: 'chest', title: 'Ours', labels: [label] }]);
});
