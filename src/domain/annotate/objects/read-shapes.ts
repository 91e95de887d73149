import {
  type ByteSource,
  type DatasetView,
  inflateObject,
  readDataset,
  sopClass,
} from '../../dicom/index.js';
import { type Codecs, openStoredImage, Undecodable } from '../../pixels/index.js';
import { objectTags } from './object-tags.js';
import { readKeyObjects } from './read-key-objects.js';
import { readPresentation } from './read-presentation.js';
import { readReport } from './read-report.js';
import { readSegmentation } from './read-segmentation.js';
import { readStructureSet } from './read-structure-set.js';
import { type ReadShapes, ShapeCollector } from './shape-collector.js';
import type { StudyImages } from './study-images.js';

const RTStructureSet = '1.2.840.10008.5.1.4.1.1.481.3';
const SurfaceSegmentation = '1.2.840.10008.5.1.4.1.1.66.5';

/** Whether objects of a class hold shapes that `readShapes` finds. */
export function holdsShapes(SOPClassUID: string): boolean {
  const kind = sopClass(SOPClassUID)?.kind;
  return (
    kind === 'sr' ||
    kind === 'presentation-state' ||
    kind === 'key-object-selection' ||
    kind === 'segmentation' ||
    SOPClassUID === RTStructureSet
  );
}

/**
 * What any maker's object holds that can be drawn on the images of its study, and why the rest cannot. Never throws
 * for what the object says, and does bounded work: at most 2,000 shapes an object, 10,000 points a shape.
 * @param images what the object may refer to
 */
export async function readShapes(
  source: ByteSource,
  images: StudyImages,
  codecs: Codecs,
): Promise<ReadShapes> {
  const read = readDataset(source);
  if (!read.ok) return { isOwn: false, source: '', shapes: [], undrawn: ['object-unreadable'] };
  const into = new ShapeCollector(read.dataset);
  await readInto(source, read.dataset, images, codecs, into);
  return into.result();
}

async function readInto(
  source: ByteSource,
  object: DatasetView,
  images: StudyImages,
  codecs: Codecs,
  into: ShapeCollector,
): Promise<void> {
  const SOPClassUID = object.string(objectTags.SOPClassUID);
  if (SOPClassUID === RTStructureSet) readStructureSet(object, images, into);
  if (SOPClassUID === SurfaceSegmentation) into.leaveOut('graphic-unknown');
  switch (sopClass(SOPClassUID)?.kind) {
    case 'sr':
      readReport(object, images, into);
      return;
    case 'presentation-state':
      readPresentation(object, images, into);
      return;
    case 'key-object-selection':
      readKeyObjects(object, images, into);
      return;
    case 'segmentation':
      if (SOPClassUID !== SurfaceSegmentation) await readPixels(source, images, codecs, into);
      return;
    default:
      return;
  }
}

async function readPixels(
  source: ByteSource,
  images: StudyImages,
  codecs: Codecs,
  into: ShapeCollector,
): Promise<void> {
  const inflated = inflateObject(source);
  try {
    if (inflated === undefined) into.leaveOut('pixels-unreadable');
    else await readSegmentation(openStoredImage(inflated, codecs), images, into);
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    into.leaveOut('pixels-unreadable');
  }
}
