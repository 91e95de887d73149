import { Undecodable } from '../../../domain/pixels/index.js';

/**
 * Why an object has no picture on the screen; each code is translated under `view.cannot.<code>`.
 * - not-an-image: a report, plan, waveform… (`detail` names its SOP class)
 * - document, video: an encapsulated PDF or CDA, a moving picture in a codec that no frame can be cut from
 * - codec: a transfer syntax without a decoder
 * - truncated, corrupt: the bytes end early or contradict themselves
 * - pixel-format: a layout of samples that no rule of the standard gives a meaning to
 * - timeout: decoding did not end and was stopped
 * - missing: the store has no bytes for it
 * - no-graphics: this machine draws no WebGL, and drawing without it would not keep to the film's window and polarity
 * - identity: the bytes name another patient or object than the index does
 */
export type CannotShowCode =
  | 'not-an-image'
  | 'document'
  | 'video'
  | 'codec'
  | 'truncated'
  | 'corrupt'
  | 'pixel-format'
  | 'timeout'
  | 'missing'
  | 'no-graphics'
  | 'identity';

export interface CannotShowReason {
  readonly code: CannotShowCode;
  /** Technical, for whoever asks; holds no patient data. */
  readonly detail: string;
}

/** Thrown where a picture was asked for and there is none to give; caught at the viewport. */
export class CannotShow extends Error {
  override name = 'CannotShow';
  constructor(
    readonly code: CannotShowCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** The reason behind anything that was thrown on the way to a picture. */
export function reasonOf(thrown: unknown): CannotShowReason {
  if (thrown instanceof CannotShow || thrown instanceof Undecodable)
    return { code: thrown.code, detail: thrown.detail };
  if (thrown instanceof Error) return { code: 'corrupt', detail: thrown.message };
  return { code: 'corrupt', detail: String(thrown) };
}
