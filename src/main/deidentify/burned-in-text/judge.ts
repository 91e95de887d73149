import type { FoundText } from '../pixel-work.js';
import type { Rect } from './plane.js';
import type { Reading } from './read-line.js';
import { around, gaps, lineHeight, merged, overlapOfBoth, overlapOfSmaller } from './rects.js';

/** A place that one of the two detectors proposes. */
export interface Proposed extends Rect {
  readonly by: 'network' | 'rows';
  /** The network's own; 0 for rows of letters. */
  readonly confidence: number;
}

/** A proposed place that the reader takes for writing, or does not rule out. */
export interface Line extends Rect {
  /** 0 to 1. */
  readonly confidence: number;
  readonly isCertain: boolean;
  /** Its letters without any margin, where they are of one grey level. */
  readonly ink?: Rect;
}

// A network's proposal that the reader clearly denies is anatomy; a row of specks has to be clearly affirmed.
const NETWORK_KEPT = 0.3;
const ROWS_KEPT = 0.9;
const CERTAIN = 0.85;
/** Letters of more than a hundred pixels are no caption: a line this high is a lung, or a device. */
const HIGHEST_LINE = 200;
/** That what was read is a marker, for it to be kept. */
export const MARKER_READ = 0.08;

/** What the reader's view makes of a proposal; undefined: no writing. */
export function judged(
  { x, y, width, height, by, confidence }: Proposed,
  { writing }: Pick<Reading, 'writing'>,
): Line | undefined {
  if (Math.min(width, height) > HIGHEST_LINE) return undefined;
  if (writing < (by === 'network' ? NETWORK_KEPT : ROWS_KEPT)) return undefined;
  const isCertain = writing >= CERTAIN && (by === 'rows' || confidence >= 0.5);
  return { x, y, width, height, confidence: by === 'rows' ? writing : (writing + confidence) / 2, isCertain };
}

/** Proposals that mean the same place, once. */
export function distinct(proposals: readonly Proposed[]): readonly Proposed[] {
  const kept: Proposed[] = [];
  for (const one of [...proposals].sort((a, b) => b.confidence - a.confidence)) {
    if (!kept.some((other) => overlapOfBoth(one, other) > 0.8)) kept.push(one);
  }
  return kept;
}

/** Pieces of one line of writing become one box, from both detectors and from neighbouring tiles. */
export function joined(lines: readonly Line[]): readonly Line[] {
  return merged(lines, belongTogether, (whole, other) => ({
    ...around([whole, other]),
    confidence: Math.max(whole.confidence, other.confidence),
    isCertain: whole.isCertain || other.isCertain,
    ...inkOfBoth(whole, other),
  }));
}

function inkOfBoth({ ink: a }: Line, { ink: b }: Line): Pick<Line, 'ink'> {
  if (a === undefined || b === undefined) return {};
  return { ink: around([a, b]) };
}

function belongTogether(a: Rect, b: Rect): boolean {
  return overlapOfSmaller(a, b) > 0.25;
}

/**
 * Says of each line whether it is a marker: it reads as one, and nothing else that may be writing stands beside it, so
 * that a syllable of a name never passes for a side.
 * @param markers how likely each line says nothing but a side or a position, 0 to 1, in the order of the lines
 */
export function withKinds(lines: readonly Line[], markers: readonly number[]): readonly FoundText[] {
  const readAsMarker = lines.map((_, i) => (markers[i] ?? 0) >= MARKER_READ);
  return lines.map(({ x, y, width, height, confidence, isCertain }, i) => {
    const alone = lines.every(
      (other, j) => j === i || readAsMarker[j] === true || !areNeighbours(lines[i], other),
    );
    const isKept = readAsMarker[i] === true && alone;
    return {
      x,
      y,
      width,
      height,
      confidence,
      kind: isKept ? 'marker' : 'text',
      isCertain: isKept || isCertain,
    };
  });
}

function areNeighbours(a: Rect | undefined, b: Rect): boolean {
  if (a === undefined) return false;
  const reach = Math.max(lineHeight(a), lineHeight(b));
  const { across, down } = gaps(a, b);
  return across < 1.5 * reach && down < reach;
}
