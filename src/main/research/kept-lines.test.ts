import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { KeptLines } from './kept-lines.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-kept-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const kept = (): KeptLines<number> => new KeptLines(join(dir, 'below', 'kept.jsonl'), z.number());

it('has what was kept, also after a line that a power cut left, and nothing of another shape', () => {
  const first = kept();
  first.keep('a', 1);
  appendFileSync(join(dir, 'below', 'kept.jsonl'), '\n{"key":"b","value":"two"}\n{"key":"c","val');
  first.keep('d', 4);
  const second = kept();
  expect(['a', 'b', 'c', 'd'].map((key) => second.get(key))).toEqual([1, undefined, undefined, 4]);
});
