import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isResearchCopy } from '../../contract/index.js';
import { FolderRepository } from './folder-repository.js';
import { ResearchCopies } from './research-copies.js';
import { ct, fillFolder, film, uid } from './testing.js';

const released = { PatientIdentityRemoved: 'YES' } as const;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-copies-'));
  fillFolder(join(dir, 'repository'), 'north', [
    film(1, released),
    film(2, released),
    ...ct(3, [0, 1, 2], released),
    film(4),
  ]);
});
afterEach(() => rmSync(dir, { recursive: true }));

const copies = (mostBytes?: number): ResearchCopies => new ResearchCopies(join(dir, 'copies'), mostBytes);
const signal = new AbortController().signal;
const fetch = (into: ResearchCopies, n: number) =>
  into.fetch(new FolderRepository(join(dir, 'repository')), uid('study', n), { signal });

describe('research copies', () => {
  it('are studies as the viewer takes them, with ids that no study of the store has', async () => {
    const own = copies();
    const content = await fetch(own, 3);
    expect(content.series).toHaveLength(1);
    const instances = content.series[0]?.instances ?? [];
    expect(instances.map(({ InstanceNumber }) => InstanceNumber)).toEqual([1, 2, 3]);
    expect(
      [content.study.id, content.study.patientId, ...instances.map(({ id }) => id)].every(isResearchCopy),
    ).toBe(true);
    const object = own.openObject(instances[1]?.id ?? 0);
    expect(
      object && (await buffer(object.stream())).equals(ct(3, [0, 1, 2], released)[1] ?? Buffer.alloc(0)),
    ).toBe(true);
    expect(own.content(content.study.id)).toBe(content);
    expect(own.patientStudies(content.study.patientId)).toHaveLength(1);
    // The same study again is the same to the viewer.
    expect((await fetch(own, 3)).study.id).toBe(content.study.id);
  });

  it('are not made of what does not say that its patient is unknown', async () => {
    expect((await fetch(copies(), 4)).series).toEqual([]);
    expect(readdirSync(join(dir, 'copies', uid('study', 4)))).toEqual([]);
  });

  it('make room for new ones, the longest unseen first', async () => {
    const own = copies(1);
    await fetch(own, 1);
    utimesSync(join(dir, 'copies', uid('study', 1)), 1, 1);
    const second = await fetch(own, 2);
    expect(readdirSync(join(dir, 'copies'))).toEqual([uid('study', 2)]);
    expect(own.openObject(second.series[0]?.instances[0]?.id ?? 0)).toBeDefined();
  });
});
