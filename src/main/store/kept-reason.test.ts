import { expect, it } from 'vitest';
import type { ImportReason } from '../../contract/index.js';
import { BatchEntry } from './journal.js';
import { keptReason, readReason } from './kept-reason.js';

it('keeps a reason with what belongs to it', () => {
  const reasons: ImportReason[] = [
    { code: 'element-overruns', tag: '(0010,0010)' },
    { code: 'dicomdir-unreadable', cause: { code: 'picture', format: 'PNG' } },
    { code: 'uid-taken' },
  ];
  expect(reasons.map((reason) => readReason(keptReason(reason)))).toEqual(reasons);
});

it.each([
  'the element (0010,0010) runs past the end of the file',
  '{ is no JSON',
  '{"code":"of-a-later-version","x":1}',
  '',
])("reads '%s', which no version of this code wrote, as the sentence that it is", (text) => {
  expect(readReason(text)).toEqual({ code: 'text', text });
});

it('takes the sentence in the journal of an import that an older version was killed in', () => {
  const { reason } = BatchEntry.shape;
  expect(reason.parse('cut off')).toEqual({ code: 'text', text: 'cut off' });
  expect(reason.parse({ code: 'uid-taken' })).toEqual({ code: 'uid-taken' });
});
