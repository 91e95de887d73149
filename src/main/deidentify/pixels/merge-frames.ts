import type { ReleaseBox } from '../../../contract/index.js';
import type { FoundText } from '../pixel-work.js';

type Rectangle = Pick<ReleaseBox, 'x' | 'y' | 'width' | 'height'>;

/** The same place in several frames. */
interface Cluster extends Rectangle {
  readonly kind: FoundText['kind'];
  readonly members: (readonly [frame: number, text: FoundText])[];
}

/**
 * Boxes of what was found frame by frame. What stands in one place of all frames is one box for all of them; so is
 * what was found anywhere when not every frame was looked at, for it may stand in the others too.
 */
export function mergeFrames(
  found: ReadonlyMap<number, readonly FoundText[]>,
  isEveryFrame: boolean,
): ReleaseBox[] {
  const clusters: Cluster[] = [];
  for (const [frame, texts] of found) for (const text of texts) join(clusters, frame, text);
  return clusters.flatMap((cluster) => {
    const frames = new Set(cluster.members.map(([frame]) => frame));
    const isEverywhere = found.size > 1 && (frames.size === found.size || !isEveryFrame);
    if (isEverywhere || found.size === 1) return [boxOf(cluster, confidenceOf(cluster), cluster.kind, null)];
    return cluster.members.map(([frame, text]) => boxOf(text, text.confidence, text.kind, frame));
  });
}

function join(clusters: Cluster[], frame: number, text: FoundText): void {
  const index = clusters.findIndex(
    (cluster) =>
      cluster.kind === text.kind &&
      cluster.members.every(([other]) => other !== frame) &&
      overlap(cluster, text) > 0.5,
  );
  const cluster = clusters[index];
  if (cluster === undefined) clusters.push({ ...rectangle(text), kind: text.kind, members: [[frame, text]] });
  else
    clusters[index] = { ...cluster, ...union(cluster, text), members: [...cluster.members, [frame, text]] };
}

function rectangle({ x, y, width, height }: Rectangle): Rectangle {
  return { x, y, width, height };
}

/** Shared area over the smaller one's. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a.width * a.height, b.width * b.height);
}

function union(a: Rectangle, b: Rectangle): Rectangle {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function confidenceOf({ members }: Cluster): number {
  return Math.max(...members.map(([, { confidence }]) => confidence));
}

function boxOf(
  place: Rectangle,
  confidence: number,
  kind: ReleaseBox['kind'],
  frame: number | null,
): ReleaseBox {
  return { ...rectangle(place), frame, source: 'detected', kind, confidence };
}
