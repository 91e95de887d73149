import type { FindingCode, HeldCode, PixelCheck, ReleaseBox } from '../../contract/index.js';
import {
  type Deidentified,
  type DeidentifyResult,
  deidentify,
  type HmacPurpose,
  type Profile,
} from '../../domain/deidentify/index.js';
import type { ByteSource } from '../../domain/dicom/index.js';
import { pixelFacts } from './pixel-rule.js';
import type { PixelWork } from './pixel-work.js';

/** What is the same for all instances of a run. */
export interface Site {
  readonly profile: Profile;
  readonly hmac: (purpose: HmacPurpose, value: string) => Uint8Array;
  readonly pixels: PixelWork;
}

/** What was found out about an instance's pixels, before anybody looked at it. */
export interface Examined {
  readonly ok: true;
  readonly findings: readonly FindingCode[];
  readonly pixelCheck: PixelCheck;
  readonly boxes: readonly ReleaseBox[];
}

/** Refused by the masking or by the engine, or nobody could judge it. */
export interface NotReleasable {
  readonly ok: false;
  readonly held: HeldCode;
  readonly reason: string;
}

/**
 * Looks for text in the pixels where rules do not say that there can be none.
 * @returns a refusal where the pixels cannot be decoded: no person could see them either
 */
export async function examine(source: ByteSource, { pixels }: Site): Promise<Examined | NotReleasable> {
  const facts = pixelFacts(source);
  const findings: FindingCode[] = [];
  if (facts.saysRecognizable) findings.push('recognizable-features');
  if (facts.verdict === 'none') return { ok: true, findings, pixelCheck: 'no-pixels', boxes: [] };
  if (facts.verdict === 'clean') return { ok: true, findings, pixelCheck: 'rule', boxes: [] };
  if (facts.saysBurnedIn) findings.push('burned-in-annotation');
  const found = await pixels.find(source);
  if (!found.checked && found.code !== 'no-finder') {
    return { ok: false, held: found.code, reason: found.reason };
  }
  const boxes = [...facts.boxes, ...(found.checked ? found.boxes : [])];
  if (!found.checked) findings.unshift('pixels-not-checked');
  else if (found.uncertain) findings.unshift('text-uncertain');
  if (boxes.some(({ kind }) => kind === 'text')) findings.unshift('text-found');
  if (facts.wholeImage || (found.checked && found.wholeImage)) findings.push('whole-image');
  return { ok: true, findings, pixelCheck: found.checked ? 'detection' : 'not-checked', boxes };
}

/** Whether a run without a person may release an instance: its text, if any, is certain and will be masked. */
export function isCertain({ findings }: Pick<Examined, 'findings'>): boolean {
  return findings.every((finding) => finding === 'text-found');
}

/**
 * The released form of an instance: places masked, then every element by the profile. Its parts are still unread
 * where they are the source's own pixels. Call it only for what was examined and, where needed, accepted: it says
 * of itself that its pixels are clean.
 */
export async function produce(
  source: ByteSource,
  boxes: readonly ReleaseBox[],
  { profile, hmac, pixels }: Site,
): Promise<Deidentified | NotReleasable> {
  const toMask = boxes.filter(({ kind }) => kind === 'text');
  if (toMask.length === 0) return withPlace(deidentify(source, profile, { hmac, pixels: 'reviewed' }));
  // Refused anyway: then its pixels need not be decoded first.
  const refusal = withPlace(deidentify(source, profile, { hmac }));
  if (!refusal.ok) return refusal;
  const masked = await pixels.mask(source, toMask);
  if (!masked.ok) return { ok: false, held: masked.code, reason: masked.reason };
  return withPlace(deidentify(masked.source, profile, { hmac, pixels: 'masked' }));
}

/** Palettes, hanging protocols and the like are no part of a study: no archive would take them as one. */
function withPlace(result: DeidentifyResult): Deidentified | NotReleasable {
  if (!result.ok || (result.StudyInstanceUID !== '' && result.SeriesInstanceUID !== '')) return result;
  return { ok: false, held: 'no-study', reason: 'it belongs to no study or to no series' };
}
