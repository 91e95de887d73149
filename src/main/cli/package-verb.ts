import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Card,
  type Created,
  cardText,
  createPackage,
  type Imported,
  importPackage,
  MAX_VOLUME_BYTES,
  type PackageKeys,
  packageFolders,
  packageKeys,
  parseCard,
  type ReceiptRead,
  readReceipt,
} from '../package/index.js';
import { openTransport } from '../sync/index.js';
import { secretFor } from './deidentify-options.js';
import { destinationFor, LINK_OPTIONS, linkSecret } from './destination-option.js';
import { untilInterrupted } from './interrupt.js';
import { linkProblemWords } from './link-problem-words.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Call, Verb } from './verb.js';

const DEFAULT_VOLUME_MB = 64;
const MEGABYTE = 1_000_000;

export const packageVerb: Verb = {
  usage: `tynys package card [--store DIR]
tynys package create --dir DIR --to URL|DIR --for CARD [--volume-mb N] [--again] [--store DIR] [--json]
tynys package import DIR… --to URL|DIR --from CARD [--receipt FILE] [--store DIR] [--json]
tynys package receipt FILE [--store DIR] [--json]

Carries what was released on a stick where there is no link. Site and repository tell each other their cards once, by
a way that both trust: 'card' prints one; CARD is that line, or a file that holds it (of several sites, one a line).

  create    puts everything that waits for the destination --to on the medium: encrypted for the repository (age),
            signed by this site, in volumes of N MB (${DEFAULT_VOLUME_MB} unless said otherwise). The same call goes on after a kill
            or a full stick, on another stick too. What is in a package that no receipt came for is not packed again
            without --again.
  import    at the repository: checks all of it, stores it in --to, looks for each object there, and writes a signed
            receipt beside the package (and to --receipt). The folders of one package may lie on several media.
  receipt   at the site: marks what the receipt names as confirmed.

With --json: create {"summary":{"packageId","folder","instances","volumes","bytes","skipped"}}, import a line per
instance {"SOPInstanceUID","state":"confirmed|refused"} and {"summary":{"packageId","confirmed","refused","receipt"}},
receipt {"summary":{"packageId","confirmed","refused","unmentioned"}}; where it failed {"problem", …} instead.
Exit code 1 when something is missing, damaged, refused or does not fit.`,
  options: {
    ...LINK_OPTIONS,
    dir: { type: 'string' },
    for: { type: 'string' },
    from: { type: 'string' },
    receipt: { type: 'string' },
    'volume-mb': { type: 'string' },
    again: { type: 'boolean' },
    'secret-file': { type: 'string' },
  },
  async run(call) {
    const [what, ...names] = call.positionals;
    switch (what) {
      case 'card':
        return await showCard(call);
      case 'create':
        return await create(call, names);
      case 'import':
        return await takeIn(call, names);
      case 'receipt':
        return await takeReceipt(call, names);
      default:
        throw new WrongCall("package knows 'card', 'create', 'import' and 'receipt'");
    }
  },
};

async function showCard({ values, output }: Call): Promise<number> {
  const card = cardText((await keysFor(values)).card);
  await output.result({ card }, card);
  return 0;
}

async function create({ values, output }: Call, names: readonly string[]): Promise<number> {
  const dir = values['dir'];
  if (names.length > 0 || typeof dir !== 'string' || dir === '')
    throw new WrongCall('create needs --dir DIR');
  const volumeMb = Number(values['volume-mb'] ?? DEFAULT_VOLUME_MB);
  if (!(volumeMb > 0 && volumeMb * MEGABYTE <= MAX_VOLUME_BYTES)) {
    throw new WrongCall(`--volume-mb is at most ${Math.floor(MAX_VOLUME_BYTES / MEGABYTE)}`);
  }
  const [recipient, ...more] = cardsFrom(values['for'], 'for');
  if (recipient === undefined || more.length > 0) throw new WrongCall('--for is one card');
  const keys = await keysFor(values);
  const store = storeToWrite(values.store);
  try {
    const destination = destinationFor(store, values);
    const created = await untilInterrupted((signal) =>
      createPackage({
        store,
        destinationId: destination.id,
        keys,
        recipient,
        dir: resolve(dir),
        volumeBytes: volumeMb * MEGABYTE,
        again: values['again'] === true,
        signal,
        onVolume: (written, total) => output.note(`volume ${written} of ${total} written`),
      }),
    );
    return await tellCreated(created, output);
  } finally {
    store.close();
  }
}

async function tellCreated(created: Created, output: Output): Promise<number> {
  if (created.ok) {
    const { ok: _, skipped, ...rest } = created;
    for (const { SOPInstanceUID, reason } of skipped) output.note(`not packed: ${SOPInstanceUID}: ${reason}`);
    await output.result(
      { summary: { ...rest, skipped } },
      `${count(created.instances, 'instance')} in ${count(created.volumes, 'volume')} (${formatBytes(created.bytes)}), in ${created.folder}`,
    );
    return skipped.length === 0 ? 0 : 1;
  }
  const { ok: _, ...problem } = created;
  const left =
    'volumes' in created ? `; ${created.volumesWritten} of ${created.volumes} volumes are written` : '';
  await output.result(problem, `${CREATE_WORDS[created.problem]}${left}`);
  return created.problem === 'nothing-to-pack' ? 0 : 1;
}

const CREATE_WORDS: Readonly<Record<Extract<Created, { ok: false }>['problem'], string>> = {
  'nothing-to-pack': 'nothing waits for this destination that is not in a package already',
  stopped: 'stopped; the same call goes on',
  'medium-full': 'the medium is full: make room, or give another one by --dir, and repeat the call',
  'medium-gone': 'the medium went away: put it back and repeat the call',
  'medium-read-only': 'the medium cannot be written to',
};

async function takeIn({ values, output }: Call, dirs: readonly string[]): Promise<number> {
  if (dirs.length === 0) throw new WrongCall('import needs the folder of a package');
  const folders = dirs.flatMap(foldersIn);
  const senders = cardsFrom(values['from'], 'from');
  const keys = await keysFor(values);
  const store = storeToWrite(values.store);
  const destination = destinationFor(store, values);
  const transport = openTransport(destination, { storeDir: store.dir, secret: linkSecret });
  let told: Promise<void> = Promise.resolve();
  try {
    const imported = await untilInterrupted((signal) =>
      importPackage({
        dirs: folders,
        keys,
        senders,
        transport,
        signal,
        onInstance: ({ SOPInstanceUID }, state) => {
          told = told.then(() =>
            output.result(
              { SOPInstanceUID, state },
              state === 'refused' ? `refused: ${SOPInstanceUID}` : undefined,
            ),
          );
        },
      }),
    );
    await told;
    return await tellImported(imported, values['receipt'], output);
  } finally {
    transport.close();
    store.close();
  }
}

async function tellImported(imported: Imported, receiptFile: unknown, output: Output): Promise<number> {
  if (!imported.ok) {
    const { ok: _, ...problem } = imported;
    await output.result(problem, importWords(imported));
    return 1;
  }
  const { packageId, confirmed, refused, receipt, receiptPath } = imported;
  if (typeof receiptFile === 'string') writeFileSync(receiptFile, receipt);
  const where = typeof receiptFile === 'string' ? receiptFile : receiptPath;
  await output.result(
    { summary: { packageId, confirmed, refused, receipt: where ?? 'medium-full' } },
    where === undefined
      ? `${count(confirmed, 'instance')} stored, but the medium does not take the receipt: repeat the call with --receipt FILE`
      : `${count(confirmed, 'instance')} stored and found, ${refused} refused; the receipt is in ${where}`,
  );
  return refused === 0 && where !== undefined ? 0 : 1;
}

function importWords(problem: Extract<Imported, { ok: false }>): string {
  switch (problem.problem) {
    case 'not-a-package':
      return 'there is no package here; nothing was stored';
    case 'not-for-us':
      return 'this package is damaged or was encrypted for another repository; nothing was stored';
    case 'not-signed-by-them':
      return 'this package was not signed by a site of --from; nothing was stored';
    case 'volumes-missing':
      return `volumes are missing: ${problem.volumes.join(', ')}; give the folders of all media; nothing was stored`;
    case 'volumes-damaged':
      return `volumes are damaged: ${problem.volumes.join(', ')}; nothing of them was stored`;
    case 'stopped':
      return 'stopped; the same call goes on';
    case 'link':
      return `${linkProblemWords[problem.link] ?? problem.link}; the same call goes on`;
  }
}

async function takeReceipt({ values, output }: Call, files: readonly string[]): Promise<number> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new WrongCall('receipt needs one FILE');
  const text = textOf(file);
  const store = storeToWrite(values.store);
  try {
    const read = readReceipt(store, text);
    const { ok, ...rest } = read;
    await output.result(ok ? { summary: rest } : rest, receiptWords(read));
    return ok && read.refused + read.unmentioned === 0 ? 0 : 1;
  } finally {
    store.close();
  }
}

function receiptWords(read: ReceiptRead): string {
  if (read.ok) {
    return `${count(read.confirmed, 'instance')} confirmed, ${read.refused} refused, ${read.unmentioned} not mentioned`;
  }
  switch (read.problem) {
    case 'not-a-receipt':
      return 'this file is no receipt; nothing was marked';
    case 'not-signed-by-them':
      return 'no repository that this store made a package for has signed this receipt; nothing was marked';
    case 'unknown-package':
      return 'this store made no such package; nothing was marked';
    case 'other-package':
      return 'this receipt is of another package with the same name; nothing was marked';
  }
}

async function keysFor(values: Call['values']): Promise<PackageKeys> {
  return await packageKeys(secretFor(values));
}

/** The card itself, or a file with cards, one a line. */
function cardsFrom(given: unknown, option: string): Card[] {
  if (typeof given !== 'string' || given === '') throw new WrongCall(`--${option} CARD is needed`);
  const lines = given.startsWith('tynys-card-') ? [given] : textOf(given).split(/\r?\n/);
  const cards = lines.filter((line) => line.trim() !== '').map(parseCard);
  if (cards.length === 0 || cards.includes(undefined)) throw new WrongCall(`--${option} is no card`);
  return cards.filter((card) => card !== undefined);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WrongCall(`${file} cannot be read`);
  }
}

function foldersIn(dir: string): string[] {
  try {
    const folders = packageFolders(resolve(dir));
    return folders.length === 0 ? [resolve(dir)] : folders;
  } catch {
    throw new WrongCall(`${dir} cannot be read`);
  }
}
