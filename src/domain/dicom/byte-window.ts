import type { ByteSource } from './byte-source.js';
import type { ObjectReason } from './refusal.js';

/** The stretch of an object that a walk is looking at. Offsets are absolute; `at` moves the stretch. */
export interface ByteWindow {
  /** The bytes in sight; what `at` returns is an index into them. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Index of `offset` once `length` bytes from there are in sight; -1 when the object ends before. */
  at(offset: number, length: number): number;
  /** Whether the object has at least `offset` bytes. */
  reaches(offset: number): boolean;
  /** Why the bytes behind the window can no longer be had, for windows that decode something. */
  readonly problem: ObjectReason | undefined;
}

/** Enough for the whole header of a plain CT or film, so that most walks need one read (performance.md). */
const FIRST_READ = 8192;
/** After a jump over something large little is wanted: the next element or fragment header. */
const READ_AFTER_JUMP = 1024;
const LARGEST_READ = 262_144;

/** A window onto a source: reads 8 KB first, doubles while the walk is sequential, jumps over what is skipped. */
export class SourceWindow implements ByteWindow {
  bytes: Uint8Array;
  view: DataView;
  readonly problem = undefined;
  readonly #source: ByteSource;
  #start = 0;
  #step = FIRST_READ;

  constructor(source: ByteSource) {
    this.#source = source;
    this.bytes = source.read(0, Math.min(FIRST_READ, source.size));
    this.view = viewOf(this.bytes);
  }

  at(offset: number, length: number): number {
    const index = offset - this.#start;
    if (index >= 0 && index + length <= this.bytes.length) return index;
    return this.#load(offset, length);
  }

  reaches(offset: number): boolean {
    return offset <= this.#source.size;
  }

  #load(offset: number, length: number): number {
    const left = this.#source.size - offset;
    if (length > left) return -1;
    const sequential = offset >= this.#start && offset <= this.#start + this.bytes.length;
    this.#step = sequential ? Math.min(this.#step * 2, LARGEST_READ) : READ_AFTER_JUMP;
    this.bytes = this.#source.read(offset, Math.min(Math.max(length, this.#step), left));
    this.view = viewOf(this.bytes);
    this.#start = offset;
    return this.bytes.length < length ? -1 : 0;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
