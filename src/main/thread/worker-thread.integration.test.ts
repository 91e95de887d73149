import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inProcess, ThreadError, WorkerThread, type WorkerThreadOptions } from './index.js';
import { inThread } from './launch.js';
import { bundleOf } from './testing.js';

interface TestThread {
  readonly start: { readonly greeting: string };
  readonly calls: {
    greet: { input: string; answer: string };
    /** Answers with a buffer of its own, handed over. */
    bytes: { input: Uint8Array; answer: { bytes: Uint8Array; left: number } };
    /** Ends only when the thread shall close. */
    wait: { input: null; answer: string };
    fail: { input: 'known' | 'unknown'; answer: null };
    die: { input: null; answer: null };
    hang: { input: null; answer: null };
  };
  readonly event: string;
}

// As it ships: thread and process run what the bundler makes of this module.
const bundle = bundleOf('thread-test', { index: 'src/main/thread/index.ts' });
beforeAll(async () => {
  await bundle.build();
  writeFileSync(join(bundle.dir, 'entry.js'), source);
});
afterAll(() => bundle.remove());

const source = `
  import { insideThread, Moved } from ${JSON.stringify(pathToFileURL(join(bundle.dir, 'index.js')).href)};
  const thread = insideThread();
  thread.serve({
    greet: (name) => { thread.tell('greeting ' + name); return thread.start.greeting + ' ' + name; },
    bytes: (bytes) => new Moved({ bytes, left: bytes.length }, [bytes.buffer]),
    wait: (_, closing) => new Promise((resolve) => {
      thread.tell('waiting');
      closing.addEventListener('abort', () => resolve('ended in peace'));
    }),
    fail: (how) => {
      if (how === 'known') throw Object.assign(new Error('The disk is full.'), { code: 'disk-full' });
      throw new TypeError('met at ' + ['Ivanov', 'Ivan'].join('^'));
    },
    die: () => process.exit(3),
    hang: () => { thread.tell('hanging'); for (;;); },
  }, () => thread.tell('released'));
`;
const url = pathToFileURL(join(bundle.dir, 'entry.js'));

const ways = [
  { way: 'a thread', launch: inThread, handsOver: true },
  { way: 'a process', launch: inProcess, handsOver: false },
];

let starts = 0;
let events: string[] = [];
let defects: string[] = [];
let threads: WorkerThread<TestThread>[] = [];

function started(change: Partial<WorkerThreadOptions<TestThread>>): WorkerThread<TestThread> {
  [starts, events, defects] = [0, [], []];
  const thread = new WorkerThread<TestThread>({
    name: 'the test worker',
    url,
    start: () => {
      starts += 1;
      return { greeting: 'salem' };
    },
    heapMb: 128,
    restMs: 60_000,
    onEvent: (event) => events.push(event),
    onDefect: (message) => defects.push(message),
    ...change,
  });
  threads.push(thread);
  return thread;
}
afterEach(async () => {
  await Promise.all(threads.map((thread) => thread.close()));
  threads = [];
});

const died = (message: RegExp) =>
  expect.objectContaining({ died: true, code: 'internal', message: expect.stringMatching(message) });

describe.each(ways)('$way', ({ way, launch, handsOver }) => {
  const open = (change: Partial<WorkerThreadOptions<TestThread>> = {}) => started({ launch, ...change });

  it('answers each call by name and tells events before the answer that follows them', async () => {
    const thread = open();
    expect(await Promise.all([thread.ask('greet', 'Aru'), thread.ask('greet', 'Dana')])).toEqual([
      'salem Aru',
      'salem Dana',
    ]);
    expect([events, starts, defects]).toEqual([['greeting Aru', 'greeting Dana'], 1, []]);
  });

  it(`${handsOver ? 'hands buffers over' : 'copies buffers'} in both directions`, async () => {
    const sent = new Uint8Array([1, 2, 3]);
    const back = await open().ask('bytes', sent, [sent.buffer]);
    expect([sent.length, back]).toEqual([handsOver ? 0 : 3, { bytes: new Uint8Array([1, 2, 3]), left: 3 }]);
  });

  it('says why a call was refused where the contract has a code, and only the place of other defects', async () => {
    const thread = open();
    const known = await thread.ask('fail', 'known').catch((error: unknown) => error);
    expect(known).toBeInstanceOf(ThreadError);
    expect(known).toMatchObject({ code: 'disk-full', died: false, message: 'The disk is full.' });
    expect(defects).toEqual([]);
    await expect(thread.ask('fail', 'unknown')).rejects.toMatchObject({ code: 'internal', died: false });
    expect(defects).toEqual([expect.stringMatching(/^TypeError at /)]);
    expect(defects.join()).not.toMatch(/Ivanov\^Ivan/);
    expect(await thread.ask('greet', 'again')).toBe('salem again');
  });

  it('tells a living thread, and starts none for it', async () => {
    const thread = open();
    thread.tell('greet', 'nobody');
    expect(starts).toBe(0);
    await thread.ask('greet', 'Aru');
    thread.tell('greet', 'Dana');
    thread.tell('fail', 'unknown');
    await vi.waitUntil(() => defects.length > 0);
    expect(events).toEqual(['greeting Aru', 'greeting Dana']);
  });

  it('fails all calls of a thread that dies, once each, and starts another for the next', async () => {
    const thread = open();
    const waiting = thread.ask('wait', null).catch((error: unknown) => error);
    await expect(thread.ask('die', null)).rejects.toEqual(died(/the test worker ended/));
    expect(await waiting).toEqual(died(/ended/));
    expect(defects).toEqual([way === 'a thread' ? 'the test worker ended' : 'the test worker ended with 3']);
    expect(await thread.ask('greet', 'Aru')).toBe('salem Aru');
    expect(starts).toBe(2);
  });

  it('can be killed while it hangs, without waiting for it', async () => {
    const thread = open();
    const hanging = thread.ask('hang', null).catch((error: unknown) => error);
    await vi.waitUntil(() => events.includes('hanging'));
    thread.kill('it did not answer');
    expect(await hanging).toEqual(died(/did not answer/));
    expect(defects).toEqual(['it did not answer']);
    expect(await thread.ask('greet', 'Aru')).toBe('salem Aru');
  });

  it('lets calls end and releases what it holds before it closes', async () => {
    const thread = open();
    const waiting = thread.ask('wait', null);
    await vi.waitUntil(() => events.includes('waiting'));
    await thread.close();
    expect(await waiting).toBe('ended in peace');
    expect([events.at(-1), defects]).toEqual(['released', []]);
  });

  it('rests when idle, not while something is asked', async () => {
    const thread = open({ restMs: 30 });
    const waiting = thread.ask('wait', null);
    await thread.ask('greet', 'Aru');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(events).not.toContain('released');
    await thread.close();
    await waiting;
    await thread.ask('greet', 'Dana');
    expect(starts).toBe(2);
    await vi.waitUntil(() => events.filter((event) => event === 'released').length === 2);
    expect(await thread.ask('greet', 'Arman')).toBe('salem Arman');
    expect([starts, defects]).toEqual([3, []]);
  });

  it('passes on what its start throws, and asks again the next time', async () => {
    let secret: string | undefined;
    const thread = open({
      start: () => {
        if (secret === undefined) throw new RangeError('no secret');
        return { greeting: secret };
      },
    });
    await expect(thread.ask('greet', 'Aru')).rejects.toThrow(RangeError);
    secret = 'hello';
    expect(await thread.ask('greet', 'Aru')).toBe('hello Aru');
  });
});
