import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { shown } from '../src/main/deidentify/burned-in-text/contrast.js';
import { TextDetector } from '../src/main/deidentify/burned-in-text/detect.js';
import { distinct } from '../src/main/deidentify/burned-in-text/judge.js';
import { detectorPath } from '../src/main/deidentify/burned-in-text/model-files.js';
import type { Plane, Rect } from '../src/main/deidentify/burned-in-text/plane.js';
import { proposals } from '../src/main/deidentify/burned-in-text/propose.js';
import { grown, lineHeight } from '../src/main/deidentify/burned-in-text/rects.js';
import { enlarged, filmPaths, frameOf, readFilm } from './burned-in-text-films.js';

// npx tsx bench/burned-in-text-candidates.ts [--films N] [--out DIR]: what the detectors propose on films of the
// training, cut out for training/burned_in_text (real films, kept in the cache and not in the repository). What the
// network is sure of is mostly writing and goes to a folder of its own, to be looked at.
const { values } = parseArgs({
  options: {
    films: { type: 'string', default: '200' },
    out: { type: 'string', default: '.cache/burned-in-text' },
  },
});

function cut({ width, height, data }: Plane, place: Rect): Uint8Array | undefined {
  const { x, y } = place;
  if (x < 0 || y < 0 || x + place.width > width || y + place.height > height) return undefined;
  const out = new Uint8Array(place.width * place.height);
  for (let row = 0; row < place.height; row++) {
    for (let column = 0; column < place.width; column++) {
      out[row * place.width + column] = Math.round(255 * (data[(y + row) * width + x + column] ?? 0));
    }
  }
  return out;
}

const detector = await TextDetector.open(detectorPath());
let kept = 0;
for (const [i, path] of filmPaths('training').slice(0, Number(values.films)).entries()) {
  const plane = shown(frameOf(enlarged(readFilm(path), i % 4 === 0 ? 2 : 1)));
  for (const one of distinct(await proposals(plane, detector))) {
    const folder = resolve(values.out, one.by === 'network' && one.confidence > 0.5 ? 'sure' : 'hard');
    mkdirSync(folder, { recursive: true });
    const { x, y, width, height } = grown(one, 0.1 * lineHeight(one), 0.1 * lineHeight(one));
    const place = {
      x: Math.round(x),
      y: Math.round(y),
      width: Math.round(width),
      height: Math.round(height),
    };
    const data = cut(plane, place);
    if (data === undefined) continue;
    const name = `${path.replace('/', '_')}-${place.x}-${place.y}-${one.by}-${one.confidence.toFixed(2)}.png`;
    writeFileSync(
      join(folder, name),
      encode({ width: place.width, height: place.height, data, channels: 1, depth: 8 }),
    );
    kept++;
  }
}
await detector.close();
console.log(`${kept} candidates in ${values.out}`);
