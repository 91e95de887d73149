import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImportReason, importReasonCodes } from '../../contract/index.js';
import { en } from '../../renderer/ui/locales/en/index.js';
import { kk } from '../../renderer/ui/locales/kk/index.js';
import { pt } from '../../renderer/ui/locales/pt/index.js';
import { ru } from '../../renderer/ui/locales/ru/index.js';
import { reasonText } from './reason-text.js';

const src = join(import.meta.dirname, '../..');

/** What can be given as a reason: everything that reads, imports and stores, without its tests. */
const sources = ['domain/dicom', 'main/import', 'main/store']
  .flatMap((dir) =>
    readdirSync(join(src, dir), { recursive: true, encoding: 'utf8' }).map((file) => join(dir, file)),
  )
  .filter((file) => file.endsWith('.ts') && !/(\.test|testing|domain\/dicom\/refusal)\.ts$/.test(file))
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n');

it.each(Object.entries({ en, kk, pt, ru }))(
  'every reason has words in %s, and no words are left over',
  (_, texts) => {
    expect(Object.keys(texts.import.reasons).sort()).toEqual([...importReasonCodes].sort());
  },
);

it.each(importReasonCodes)('%s is given somewhere', (code) => {
  expect(sources).toContain(`'${code}'`);
});

describe('a reason as a sentence', () => {
  it.each<[ImportReason, string]>([
    [
      { code: 'element-overruns', tag: '(7FE0,0010)' },
      'the element (7FE0,0010) runs past the end of the file',
    ],
    [{ code: 'system-error', error: 'EFBIG' }, 'it could not be read (EFBIG)'],
    [
      { code: 'dicomdir-unreadable', cause: { code: 'ends-after', tag: '(0004,1220)' } },
      'a DICOMDIR that could not be read (it ends within the element after (0004,1220)); the medium was searched instead',
    ],
    [{ code: 'text', text: 'as it was {{code}}' }, 'as it was {{code}}'],
  ])('%j', (reason, sentence) => {
    expect(reasonText(reason)).toBe(sentence);
  });

  it('is given all that its words name, by what the contract lets through', () => {
    const names = { tag: 'T', format: 'F', system: 'S', error: 'E', feature: 'F', keyword: 'K', text: 'X' };
    const counts = { limitMB: 1, folders: 1, files: 1, levels: 1, method: 1 };
    const everything = { ...names, ...counts, cause: { code: 'empty-file' } };
    for (const code of importReasonCodes) {
      const values = Object.keys(ImportReason.parse({ ...everything, code }));
      const named = [...en.import.reasons[code].matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
      expect(['code', ...named].sort()).toEqual(values.sort());
    }
  });
});
