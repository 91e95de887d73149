import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { priorities, ReaderPool } from './reader-pool.js';
import type { ReaderCall, ReaderReply } from './reader-protocol.js';

/** Stands in for a worker thread; answers when the test says so. */
class FakeWorker {
  static all: FakeWorker[] = [];
  onmessage: ((event: { data: ReaderReply }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  calls: ReaderCall[] = [];
  terminated = false;
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(call: ReaderCall): void {
    this.calls.push(call);
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(): void {
    const call = this.calls.at(-1);
    if (call) this.onmessage?.({ data: { id: call.id, ok: true, value: null } });
  }
}

const pool = (size: number): ReaderPool =>
  new ReaderPool(() => new FakeWorker() as unknown as Worker, size, 1000);
const frame = (id: number) => ({ kind: 'frame', object: `object/${id}`, frame: 0 }) as const;
const asked = (worker: FakeWorker | undefined): unknown[] =>
  worker?.calls.map(({ request }) => request) ?? [];

beforeEach(() => {
  FakeWorker.all = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('ReaderPool', () => {
  it('takes what is looked at before what may be', () => {
    const readers = pool(1);
    void readers.ask(frame(1), priorities.visible);
    void readers.ask(frame(2), priorities.prefetch);
    void readers.ask(frame(3), priorities.visible);
    const [worker] = FakeWorker.all;
    worker?.answer();
    worker?.answer();
    expect(asked(worker)).toEqual([frame(1), frame(3), frame(2)]);
  });

  it('keeps a seat free for the reader', () => {
    const readers = pool(2);
    void readers.ask(frame(1), priorities.prefetch);
    void readers.ask(frame(2), priorities.thumbnail);
    expect(FakeWorker.all.map((worker) => worker.calls.length)).toEqual([1, 0]);
    void readers.ask(frame(3), priorities.visible);
    expect(asked(FakeWorker.all[1])).toEqual([frame(3)]);
  });

  it('asks the worker that has the bytes', () => {
    const readers = pool(2);
    void readers.ask(frame(1), priorities.visible);
    void readers.ask(frame(2), priorities.visible);
    for (const worker of FakeWorker.all) worker.answer();
    void readers.ask({ ...frame(2), frame: 1 }, priorities.visible);
    expect(FakeWorker.all[1]?.calls).toHaveLength(2);
  });

  it('ends a worker that does not answer and goes on with another', async () => {
    const readers = pool(1);
    const hostile = readers.ask(frame(1), priorities.visible);
    const next = readers.ask(frame(2), priorities.visible);
    const refused = expect(hostile).rejects.toMatchObject({ code: 'timeout' });
    vi.advanceTimersByTime(1000);
    await refused;
    expect(FakeWorker.all[0]?.terminated).toBe(true);
    FakeWorker.all[1]?.answer();
    await expect(next).resolves.toBeNull();
  });

  it('forgets what was prefetched in vain', async () => {
    const readers = pool(1);
    void readers.ask(frame(1), priorities.visible);
    const dropped = readers.ask(frame(2), priorities.prefetch);
    readers.drop(priorities.prefetch);
    await expect(dropped).rejects.toMatchObject({ name: 'AbortError' });
    FakeWorker.all[0]?.answer();
    expect(asked(FakeWorker.all[0])).toEqual([frame(1)]);
  });

  it('survives a worker that breaks', async () => {
    const readers = pool(1);
    const broken = readers.ask(frame(1), priorities.visible);
    FakeWorker.all[0]?.onerror?.({ message: 'out of memory' });
    await expect(broken).rejects.toMatchObject({ code: 'corrupt' });
    void readers.ask(frame(2), priorities.visible);
    expect(asked(FakeWorker.all[1])).toEqual([frame(2)]);
  });
});
