import type { Digest } from '../../analyse/index.js';
import { keyObjects } from './key-objects.js';
import { measurementReport } from './measurement-report.js';
import type { Drawn, ObjectPlan } from './object-plan.js';
import { presentationState } from './presentation-state.js';
import { regionSegmentation, segmentationKey } from './region-segmentation.js';
import { isRegion } from './shape-parts.js';

/**
 * Every object that what was drawn in one study asks for, by author: a report of all shapes, a presentation state an
 * image, segmentations of the regions, a selection of the key images.
 * @param digest SHA-256; UIDs follow from it
 */
export function planObjects(drawn: readonly Drawn[], digest: Digest): ObjectPlan[] {
  return [...grouped(drawn, ({ annotation }) => annotation.author)].flatMap(([author, own]) => {
    const shapes = own.filter(({ annotation }) => annotation.kind !== 'key-image');
    const keyImages = own.filter(({ annotation }) => annotation.kind === 'key-image');
    const regions = shapes.filter(({ annotation }) => isRegion(annotation.kind));
    const grey = shapes.filter(({ image }) => image.isGrey && !image.hasModalityTable);
    return [
      ...all(shapes, (some) => measurementReport(some, author, digest)),
      ...each(
        grey,
        ({ image }) => image.SOPInstanceUID,
        (some) => presentationState(some, author, digest),
      ),
      ...each(regions, segmentationKey, (some) => regionSegmentation(some, author, digest)),
      ...all(keyImages, (some) => keyObjects(some, author, digest)),
    ];
  });
}

type Some = readonly [Drawn, ...Drawn[]];

function all(drawn: readonly Drawn[], plan: (some: Some) => ObjectPlan): ObjectPlan[] {
  const [first, ...rest] = drawn;
  return first === undefined ? [] : [plan([first, ...rest])];
}

const each = (
  drawn: readonly Drawn[],
  key: (one: Drawn) => string,
  plan: (some: Some) => ObjectPlan,
): ObjectPlan[] => [...grouped(drawn, key).values()].flatMap((some) => all(some, plan));

function grouped(drawn: readonly Drawn[], key: (one: Drawn) => string): Map<string, Drawn[]> {
  const groups = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const group = groups.get(key(one)) ?? [];
    groups.set(key(one), group);
    group.push(one);
  }
  return groups;
}
