/**
 * Why a frame has no samples.
 * - codec: a transfer syntax or JPEG process without a decoder
 * - truncated, corrupt: the bytes end early or contradict themselves or the data set
 * - pixel-format: a layout of samples that no rule of the standard gives a meaning to
 */
export type UndecodableCode = 'codec' | 'truncated' | 'corrupt' | 'pixel-format';

/** Thrown where samples were asked for and there are none; caught by whoever asked for the frame. */
export class Undecodable extends Error {
  override name = 'Undecodable';
  /** @param detail technical; holds no patient data */
  constructor(
    readonly code: UndecodableCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
