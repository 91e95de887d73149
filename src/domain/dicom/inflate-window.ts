import { Inflate } from 'fflate';
import type { ByteSource } from './byte-source.js';
import { type ByteWindow, viewOf } from './byte-window.js';
import type { ObjectReason } from './refusal.js';

/** Read from the source at a time: deflate expands at most 1032-fold, so one step makes at most 4 MB. */
const STEP = 4096;
/** What may be held at once; headers beyond it are refused, not inflated (a small file can announce terabytes). */
const MOST_HELD = 32 * 1024 * 1024;
/** Kept before what was reached, for a reader that looks ahead and comes back. */
const KEPT_BEHIND = 131_072;
/** Behind this the end of the object is taken on trust. */
const MOST_INFLATED = 1024 * 1024 * 1024;

/**
 * A window onto a deflated data set (PS3.5 A.5), offsets counted in inflated bytes. It moves forward only:
 * what lies before the last `at` is forgotten, and nothing behind it is inflated before it is asked for.
 */
export class InflateWindow implements ByteWindow {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = viewOf(this.bytes);
  problem: ObjectReason | undefined;
  readonly #source: ByteSource;
  readonly #inflate: Inflate;
  #sourceOffset: number;
  #start = 0;
  #fresh: Uint8Array[] = [];
  /** Inflated bytes so far, forgotten ones included. */
  #end = 0;
  #finished = false;
  #trusted = false;

  constructor(source: ByteSource, offset: number) {
    this.#source = source;
    this.#sourceOffset = offset + zlibHeaderLength(source.read(offset, 5));
    this.#inflate = new Inflate((chunk, final) => {
      this.#fresh.push(chunk);
      this.#end += chunk.length;
      if (final) this.#finished = true;
    });
  }

  at(offset: number, length: number): number {
    const index = offset - this.#start;
    if (index >= 0 && index + length <= this.bytes.length) return index;
    if (index < 0) return -1;
    if (length > MOST_HELD) {
      this.problem = { code: 'deflated-too-large', limitMB: MOST_HELD / 1024 ** 2 };
      return -1;
    }
    this.#inflateTo(offset + length, offset);
    this.#gather(offset);
    return this.bytes.length < length ? -1 : 0;
  }

  reaches(offset: number): boolean {
    if (offset > this.#end) this.#inflateTo(offset, Math.max(offset - KEPT_BEHIND, this.#start));
    return offset <= this.#end || this.#trusted;
  }

  /** Inflates until `target` bytes are there, dropping what lies before `keepFrom`. */
  #inflateTo(target: number, keepFrom: number): void {
    while (this.#end < target && !this.#finished) {
      if (this.#end > MOST_INFLATED) {
        this.#trusted = true;
        return;
      }
      if (this.#end <= keepFrom) this.#forgetAll();
      this.#push();
    }
  }

  #push(): void {
    const chunk = this.#source.read(this.#sourceOffset, STEP);
    this.#sourceOffset += chunk.length;
    const last = chunk.length < STEP || this.#sourceOffset >= this.#source.size;
    try {
      this.#inflate.push(chunk, last);
    } catch {
      this.problem = { code: last ? 'deflated-cut-off' : 'deflated-corrupt' };
      this.#finished = true;
    }
    if (last) this.#finished = true;
  }

  #forgetAll(): void {
    this.#start = this.#end;
    this.bytes = new Uint8Array(0);
    this.#fresh = [];
  }

  /** Puts everything from `offset` on into one piece. */
  #gather(offset: number): void {
    const first = Math.min(Math.max(offset, this.#start), this.#end);
    const pieces = [this.bytes, ...this.#fresh];
    const joined = new Uint8Array(this.#end - first);
    let position = this.#start;
    for (const piece of pieces) {
      const from = Math.max(first - position, 0);
      if (from < piece.length) joined.set(piece.subarray(from), position + from - first);
      position += piece.length;
    }
    this.bytes = joined;
    this.view = viewOf(joined);
    this.#start = first;
    this.#fresh = [];
  }
}

/** Some writers wrap the stream in zlib (RFC 1950), which PS3.5 A.5 does not; a raw stream cannot begin so. */
function zlibHeaderLength(bytes: Uint8Array): 0 | 2 {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0 && !isStored(bytes)
    ? 2
    : 0;
}

/** A raw stream whose first block is stored says its length twice, the second time inverted (RFC 1951 3.2.4). */
function isStored(bytes: Uint8Array): boolean {
  const [, low = 0, high = 0, lowInverted = 0, highInverted = 0] = bytes;
  return (low ^ lowInverted) === 0xff && (high ^ highInverted) === 0xff;
}
