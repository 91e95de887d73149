import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memorySource, readDicomdir } from '../../domain/dicom/index.js';
import { SecretKeeper } from '../deidentify/index.js';
import { releasedFilm } from '../sync/testing.js';
import { cardText, packageFolders, packageKeys, parseCard, readReceipt } from './index.js';
import { type Errand, errand, folderOf, receiptOf } from './testing.js';
import { unpackFiles, unseal } from './volume.js';

let way_: Errand | undefined;
afterEach(() => way_?.close());

async function begin(count: number, bytesOf?: (n: number) => Uint8Array): Promise<Errand> {
  way_ = await errand(count, bytesOf);
  return way_;
}

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));

describe('a package', () => {
  it('goes from a site to a repository, and its receipt back', async () => {
    const way = await begin(25);
    const folder = folderOf(await way.create());
    const volumes = readdirSync(folder).filter((name) => name.startsWith('volume-'));
    expect(volumes.length).toBeGreaterThan(2);
    expect(way.states()).toEqual({ waiting: 25 });
    expect(packageFolders(way.stick)).toEqual([folder]);
    const imported = await way.takeIn([folder]);
    expect(imported).toMatchObject({ ok: true, confirmed: 25, refused: 0 });
    expect(filesBelow(way.shelf)).toHaveLength(25);
    const receipt = readFileSync(
      join(folder, readdirSync(folder).find((name) => name.startsWith('receipt-')) ?? ''),
    );
    expect(readReceipt(way.site, receipt.toString('utf8'))).toMatchObject({
      ok: true,
      confirmed: 25,
      unmentioned: 0,
    });
    expect(way.states()).toEqual({ confirmed: 25 });
    const hashes = filesBelow(way.shelf).map((name) =>
      createHash('sha256')
        .update(readFileSync(join(way.shelf, name)))
        .digest('hex'),
    );
    expect(hashes.sort()).toEqual(
      way.site.sends
        .all(way.destination.id)
        .map(({ sha256 }) => String(sha256))
        .sort(),
    );
  });

  it('is a file-set with a DICOMDIR in each volume, for whoever has the identity', async () => {
    const way = await begin(5);
    const folder = folderOf(await way.create());
    const sealed = readFileSync(join(folder, 'volume-0001.zip.age'));
    const files = unpackFiles((await unseal(sealed, way.repositoryKeys.identity)) ?? new Uint8Array());
    const listed = readDicomdir(memorySource(files?.get('DICOMDIR') ?? new Uint8Array()));
    if (!listed.ok) throw new Error(listed.reason.code);
    const ids = listed.files.map(({ components }) => components.join('/'));
    expect(ids.sort()).toEqual([...(files?.keys() ?? [])].filter((name) => name !== 'DICOMDIR').sort());
    expect(sealed.includes('DICM')).toBe(false);
  });

  it('holds nothing that does not say that its patient is not named', async () => {
    const way = await begin(3, (n) => releasedFilm(n, n === 2 ? 'NO' : 'YES'));
    const created = await way.create();
    expect(created).toMatchObject({ ok: true, instances: 2, skipped: [{ reason: 'not-deidentified' }] });
    expect(await way.takeIn([folderOf(created)])).toMatchObject({ ok: true, confirmed: 2 });
  });

  it('may be taken in twice, and packs nothing twice unless it is asked to', async () => {
    const way = await begin(3);
    const folder = folderOf(await way.create());
    expect(await way.create()).toEqual({ ok: false, problem: 'nothing-to-pack' });
    expect(await way.create({ again: true })).toMatchObject({ ok: true, instances: 3 });
    await way.takeIn([folder]);
    const receipt = receiptOf(await way.takeIn([folder]));
    expect(readReceipt(way.site, receipt)).toMatchObject({ ok: true, confirmed: 3 });
    expect(readReceipt(way.site, receipt)).toMatchObject({ ok: true, confirmed: 3 });
    expect(way.states()).toEqual({ confirmed: 3 });
  });

  it('goes on after it was stopped, and with what was damaged meanwhile', async () => {
    const way = await begin(20);
    const stop = new AbortController();
    const stopped = await way.create({ signal: stop.signal, onVolume: () => stop.abort() });
    expect(stopped).toEqual({ ok: false, problem: 'stopped' });
    const [folder = ''] = readdirSync(way.stick);
    const first = join(way.stick, folder, 'volume-0001.zip.age');
    writeFileSync(first, readFileSync(first).subarray(0, 100));
    writeFileSync(`${first}.partial`, 'what a kill leaves');
    const created = await way.create();
    expect(folderOf(created)).toBe(join(way.stick, folder));
    expect(readdirSync(join(way.stick, folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await way.takeIn([folderOf(created)])).toMatchObject({ ok: true, confirmed: 20 });
  });

  it('may lie on several sticks', async () => {
    const way = await begin(20);
    const stop = new AbortController();
    await way.create({ signal: stop.signal, onVolume: () => stop.abort() });
    const [one, two] = [way.stick, `${way.stick}2`];
    mkdirSync(two);
    const second = folderOf(await way.create({ dir: two }));
    expect(await way.takeIn([second])).toMatchObject({
      problem: 'volumes-missing',
      volumes: ['volume-0001.zip.age'],
    });
    const first = join(one, readdirSync(one)[0] ?? '');
    expect(await way.takeIn([first, second])).toMatchObject({ ok: true, confirmed: 20 });
  });
});

describe('a package that is not as it was made', () => {
  const refusedWhole = async (way: Errand, folder: string, expected: object, changes = {}): Promise<void> => {
    expect(await way.takeIn([folder], changes)).toMatchObject({ ok: false, ...expected });
    expect(filesBelow(way.shelf)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('receipt-'))).toEqual([]);
    expect(way.states()).toEqual({ waiting: 12 });
  };

  it('is refused whole where one byte of a volume differs', async () => {
    const way = await begin(12);
    const folder = folderOf(await way.create());
    flip(join(folder, 'volume-0002.zip.age'));
    await refusedWhole(way, folder, { problem: 'volumes-damaged', volumes: ['volume-0002.zip.age'] });
  });

  it('is refused where a byte of its manifest differs', async () => {
    const way = await begin(12);
    const folder = folderOf(await way.create());
    flip(join(folder, 'manifest.age'));
    await refusedWhole(way, folder, { problem: 'not-for-us' });
  });

  it('is refused where a volume is missing, and taken once it is there', async () => {
    const way = await begin(12);
    const folder = folderOf(await way.create());
    const volume = join(folder, 'volume-0001.zip.age');
    renameSync(volume, `${volume}.away`);
    await refusedWhole(way, folder, { problem: 'volumes-missing', volumes: ['volume-0001.zip.age'] });
    renameSync(`${volume}.away`, volume);
    expect(await way.takeIn([folder])).toMatchObject({ ok: true, confirmed: 12 });
  });

  it('is refused by another repository, and from another site', async () => {
    const way = await begin(12);
    const folder = folderOf(await way.create());
    const stranger = await packageKeys(new SecretKeeper(`${way.stick}-stranger`).secret());
    await refusedWhole(way, folder, { problem: 'not-for-us' }, { keys: stranger });
    await refusedWhole(way, folder, { problem: 'not-signed-by-them' }, { senders: [stranger.card] });
    rmSync(join(folder, 'manifest.age'));
    await refusedWhole(way, folder, { problem: 'not-a-package' });
  });

  it('is not confirmed by a receipt that somebody else signed, or changed, or of another package', async () => {
    const way = await begin(12);
    const receipt = receiptOf(await way.takeIn([folderOf(await way.create())]));
    const other = await errand(12);
    try {
      await other.create();
      expect(readReceipt(other.site, receipt)).toEqual({ ok: false, problem: 'not-signed-by-them' });
    } finally {
      other.close();
    }
    const { text, signature } = JSON.parse(receipt) as { text: string; signature: string };
    const bent = JSON.stringify({ text: text.replace('"refused":[]', '"refused":[ ]'), signature });
    expect(readReceipt(way.site, bent)).toEqual({ ok: false, problem: 'not-signed-by-them' });
    expect(readReceipt(way.site, 'no receipt')).toEqual({ ok: false, problem: 'not-a-receipt' });
    expect(way.states()).toEqual({ waiting: 12 });
    expect(readReceipt(way.site, receipt)).toMatchObject({ ok: true, confirmed: 12 });
  });

  it('gets no receipt while the repository cannot be reached', async () => {
    const way = await begin(12);
    const folder = folderOf(await way.create());
    rmSync(way.shelf, { recursive: true });
    expect(await way.takeIn([folder])).toMatchObject({ ok: false, problem: 'link', link: 'folder-missing' });
    expect(existsSync(way.shelf)).toBe(false);
    mkdirSync(way.shelf);
    expect(await way.takeIn([folder])).toMatchObject({ ok: true, confirmed: 12 });
  });
});

it('keys and card follow from the site secret', async () => {
  const way = await begin(0);
  const keys = await packageKeys(new SecretKeeper(`${way.stick}-keys`).secret());
  const again = await packageKeys(new SecretKeeper(`${way.stick}-keys`).secret());
  expect(again.card).toEqual(keys.card);
  expect(keys.card).not.toEqual(way.siteKeys.card);
  expect(parseCard(` ${cardText(keys.card)}\n`)).toEqual(keys.card);
  expect(parseCard(cardText(keys.card).slice(0, -1))).toBeUndefined();
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
