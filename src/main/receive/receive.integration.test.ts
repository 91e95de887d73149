import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileOutcome } from '../../contract/index.js';
import { memorySource, readHeader } from '../../domain/dicom/index.js';
import { openStore, type WriteStore } from '../store/index.js';
import { Receiver } from './receiver.js';
import { askCommitment, dcmtk, hasDcmtk, instancesIn } from './testing.js';

const shared = resolve(import.meta.dirname, '../../../../shared/data/dicom');
if (!hasDcmtk) process.stderr.write('skipped: dcmtk is not installed\n');
if (!existsSync(shared)) process.stderr.write('skipped: ../shared/data/dicom is not there\n');

let work = '';
let store: WriteStore;
let receiver: Receiver | undefined;
let outcomes: FileOutcome[] = [];

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tynys-receive-'));
  store = openStore({ dir: join(work, 'store'), mode: 'read-write', readHeader });
  outcomes = [];
});
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
  store.close();
  rmSync(work, { recursive: true, force: true });
});

/** The receiver's port as the tools want it. */
async function listen(callers: readonly string[] = []): Promise<string> {
  receiver = await Receiver.listen({
    store,
    host: '127.0.0.1',
    port: 0,
    aeTitle: 'TYNYS',
    callers,
    onOutcome: (_caller, outcome) => outcomes.push(outcome),
  });
  return String(receiver.port);
}

const called = ['-aec', 'TYNYS'];
const statuses = (said: string): string[] =>
  [...said.matchAll(/Received (?:C-STORE|Store) Response \(([^)]*)\)/g)].map(([, status = '']) => status);

describe.skipIf(!hasDcmtk)('a receiver', () => {
  it('answers an echo, and only who calls it by its name', async () => {
    const port = await listen();
    expect((await dcmtk('echoscu', ...called, 'localhost', port)).code).toBe(0);
    const other = await dcmtk('echoscu', '-aec', 'OTHER', 'localhost', port);
    expect(other.said).toContain('Called AE Title Not Recognized');
  });

  it('takes from those who may send only', async () => {
    const port = await listen(['XRAY1']);
    expect((await dcmtk('echoscu', '-aet', 'XRAY1', ...called, 'localhost', port)).code).toBe(0);
    const other = await dcmtk('echoscu', '-aet', 'XRAY2', ...called, 'localhost', port);
    expect(other.said).toContain('Calling AE Title Not Recognized');
  });

  it('knows an object that comes again, from another sender too', async () => {
    const port = await listen();
    const dir = instancesIn(join(work, 'ct'), 3);
    await dcmtk('storescu', '-aet', 'A', ...called, '+sd', 'localhost', port, dir);
    const again = await dcmtk('storescu', '-v', '-aet', 'B', ...called, '+sd', 'localhost', port, dir);
    expect(statuses(again.said)).toEqual(['Success', 'Success', 'Success']);
    expect(outcomes.map(({ result }) => result)).toEqual([
      ...Array(3).fill('stored'),
      ...Array(3).fill('duplicate'),
    ]);
    await receiver?.close();
    expect(store.jobs().map(({ source, state, filesDone }) => ({ source, state, filesDone }))).toEqual([
      { source: 'B', state: 'finished', filesDone: 3 },
      { source: 'A', state: 'finished', filesDone: 3 },
    ]);
    receiver = undefined;
  });

  it('survives what is no DICOM, and what only begins like it', { timeout: 300_000 }, async () => {
    const port = await listen();
    const request = associationRequest();
    const hostile = [
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      randomBytes(100_000),
      // Lengths that nobody has memory for.
      Buffer.from([0x01, 0, 0xff, 0xff, 0xff, 0xff, 0, 1]),
      Buffer.concat([request, Buffer.from([0x04, 0, 0x7f, 0xff, 0xff, 0xff])]),
      // Data before any association, an association twice, a command of noise, an empty PDU of each type.
      Buffer.from([0x04, 0, 0, 0, 0, 6, 0, 0, 0, 2, 1, 3]),
      Buffer.concat([request, request]),
      Buffer.concat([request, dataPdu(1, 3, randomBytes(2000))]),
      Buffer.concat([request, dataPdu(1, 2, Buffer.alloc(2000))]),
      Buffer.concat([request, dataPdu(77, 3, randomBytes(20))]),
      Buffer.concat([request, Buffer.alloc(16 * 1024 * 1024).fill(dataPdu(1, 1, Buffer.alloc(65_530)))]),
      ...[1, 2, 3, 4, 5, 6, 7].map((type) => Buffer.from([type, 0, 0, 0, 0, 0])),
      ...cutAndBent(request, 60),
    ];
    for (const bytes of hostile) await throwAt(port, bytes);
    expect((await dcmtk('echoscu', ...called, 'localhost', port)).code).toBe(0);
    const sent = await dcmtk(
      'storescu',
      '-v',
      ...called,
      '+sd',
      'localhost',
      port,
      instancesIn(join(work, 'ct'), 2),
    );
    expect(statuses(sent.said)).toEqual(['Success', 'Success']);
  });

  it('keeps nothing of an object whose sender went away', async () => {
    const port = await listen();
    const request = associationRequest();
    await throwAt(port, Buffer.concat([request, storeCommand('1.2.3.9'), dataPdu(3, 0, randomBytes(5000))]));
    await receiver?.close();
    receiver = undefined;
    expect(outcomes).toEqual([]);
    expect(store.verify()).toMatchObject({ objects: 0, unindexed: [] });
  });

  it('commits to what it has, and says what it has not', async () => {
    const port = await listen();
    await dcmtk('storescu', ...called, '+sd', 'localhost', port, instancesIn(join(work, 'ct'), 2));
    expect(await askCommitment(Number(port), ['1.2.3.1', '1.2.3.2'])).toEqual({
      event: 1,
      kept: ['1.2.3.1', '1.2.3.2'],
      failed: [],
    });
    expect(await askCommitment(Number(port), ['1.2.3.1', '1.2.3.77'])).toEqual({
      event: 2,
      kept: ['1.2.3.1'],
      failed: ['1.2.3.77'],
    });
  });

  it.skipIf(!existsSync(shared))(
    'stores whatever is sent, or says why not; compressed objects as they were sent',
    { timeout: 600_000 },
    async () => {
      const port = await listen();
      const more = instancesIn(join(work, 'more'), 120);
      const startedMs = performance.now();
      const { said } = await dcmtk(
        'dcmsend',
        '-v',
        ...called,
        '-nh',
        '+sd',
        '+r',
        'localhost',
        port,
        shared,
        more,
      );
      const answered = statuses(said);
      const rate = answered.length / ((performance.now() - startedMs) / 1000);
      process.stderr.write(`${answered.length} objects, ${rate.toFixed(0)} a second\n`);
      expect(answered.length).toBeGreaterThan(500);
      const acknowledged = answered.filter(
        (status) => status.startsWith('Success') || status.startsWith('Warning'),
      );
      // Two of the corpus announce '31' as their UID.
      expect(answered.length - acknowledged.length).toBe(2);
      expect(outcomes).toHaveLength(acknowledged.length);
      const report = store.verify();
      expect(report).toMatchObject({ missing: [], corrupt: [], unindexed: [], inconsistent: [] });
      expect(report.objects).toBe(outcomes.filter(({ result }) => result === 'stored').length);
      expect(storedSyntaxes().size).toBeGreaterThan(8);
    },
  );

  it.skipIf(!existsSync(shared))('leaves compressed pixels alone', async () => {
    const port = await listen();
    const file = join(shared, 'pydicom+pydicom/src/pydicom/data/test_files/MR_small_jpeg_ls_lossless.dcm');
    await dcmtk('storescu', ...called, '-xt', 'localhost', port, file);
    const original = readFileSync(file);
    const stored = firstObject();
    expect(headerOf(stored)).toMatchObject({ TransferSyntaxUID: '1.2.840.10008.1.2.4.80' });
    const middle = Math.floor(original.length / 2);
    expect(Buffer.from(stored).includes(original.subarray(middle, middle + 1000))).toBe(true);
  });
});

function headerOf(bytes: Uint8Array): object {
  const read = readHeader(memorySource(bytes));
  return read.ok ? read.header : {};
}

function objectIds(): number[] {
  return outcomes.flatMap(({ instanceId }) => instanceId ?? []);
}

function firstObject(): Uint8Array {
  return store.openObject(objectIds()[0] ?? 0)?.readAll() ?? new Uint8Array();
}

function storedSyntaxes(): Set<string> {
  return new Set(
    objectIds().map((id) => {
      const read = readHeader(memorySource(store.openObject(id)?.readAll() ?? new Uint8Array()));
      return read.ok ? read.header.TransferSyntaxUID : '';
    }),
  );
}

/** Sends bytes and waits for the other side's end of it, a moment at most. */
async function throwAt(port: string, bytes: Buffer): Promise<void> {
  await new Promise<void>((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(300, () => socket.destroy());
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => done());
  });
}

/** An A-ASSOCIATE-RQ for verification (context 1) and CT storage (context 3), explicit VR little endian (PS3.8 9.3.2). */
function associationRequest(): Buffer {
  const item = (type: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(4);
    head[0] = type;
    head.writeUInt16BE(body.length, 2);
    return Buffer.concat([head, body]);
  };
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  const context = (id: number, syntax: string): Buffer =>
    item(0x20, Buffer.from([id, 0, 0, 0]), item(0x30, text(syntax)), item(0x40, text('1.2.840.10008.1.2.1')));
  const body = Buffer.concat([
    Buffer.from([0, 1, 0, 0]),
    text('TYNYS'.padEnd(16)),
    text('HOSTILE'.padEnd(16)),
    Buffer.alloc(32),
    item(0x10, text('1.2.840.10008.3.1.1.1')),
    context(1, '1.2.840.10008.1.1'),
    context(3, '1.2.840.10008.5.1.4.1.1.2'),
    item(0x50, item(0x51, Buffer.from([0, 0, 0x40, 0])), item(0x52, text('1.2.3'))),
  ]);
  return pdu(0x01, body);
}

function pdu(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head[0] = type;
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** A P-DATA-TF of one fragment. @param control bit 0: of a command, bit 1: the last one (PS3.8 E.2) */
function dataPdu(contextId: number, control: number, value: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(value.length + 2);
  head[4] = contextId;
  head[5] = control;
  return pdu(0x04, Buffer.concat([head, value]));
}

/** The command of a C-STORE request for a CT instance (PS3.7 9.3.1), implicit VR little endian. */
function storeCommand(SOPInstanceUID: string): Buffer {
  const element = (tag: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt16LE(tag, 2);
    head.writeUInt32LE(value.length, 4);
    return Buffer.concat([head, value]);
  };
  const word = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
  const uid = (value: string): Buffer => Buffer.from(value.length % 2 === 0 ? value : `${value}\0`, 'latin1');
  const elements = Buffer.concat([
    element(0x0002, uid('1.2.840.10008.5.1.4.1.1.2')),
    element(0x0100, word(0x0001)),
    element(0x0110, word(7)),
    element(0x0700, word(0)),
    element(0x0800, word(0x0001)),
    element(0x1000, uid(SOPInstanceUID)),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return dataPdu(3, 3, Buffer.concat([element(0x0000, length), elements]));
}

/** The same request cut short and with bytes changed, each followed by a command. */
function cutAndBent(request: Buffer, count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const bent = Buffer.from(request);
    for (let changes = 0; changes < 4; changes += 1) {
      const at = 6 + ((index * 7919 + changes * 104_729) % (bent.length - 6));
      bent[at] = (index * 31 + changes * 17) & 0xff;
    }
    const whole = index % 3 === 0 ? bent.subarray(0, 6 + index) : bent;
    return Buffer.concat([whole, storeCommand('1.2.3.8')]);
  });
}
