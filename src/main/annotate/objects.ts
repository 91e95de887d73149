import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ForeignAnnotation, StudyContent } from '../../contract/index.js';
import { type Digest, stampOf } from '../../domain/analyse/index.js';
import {
  annotationIdOf,
  type Drawn,
  holdsShapes,
  isAnnotationSeries,
  nextRevision,
  type ObjectKind,
  planObjects,
  type ReadShape,
  type ReadShapes,
  readShapes,
  StudyImages,
  type UndrawnReason,
} from '../../domain/annotate/index.js';
import { InvalidValueError, memorySource, readHeader, sopClass } from '../../domain/dicom/index.js';
import { nodeCodecs } from '../codecs/index.js';
import { type ReadStore, StoreError, type WriteStore } from '../store/index.js';
import { readStudyImage, studyDrawings } from './study-drawings.js';

const sha256: Digest = (text) => createHash('sha256').update(text).digest();

/** An object of a study's annotations as it is now. */
export interface CurrentObject {
  readonly kind: ObjectKind;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
  /** Store id of the instance that says the same already; undefined where `bytes` are new. */
  readonly instanceId: number | undefined;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * The objects that what was drawn asks for: those that are in the study already, and new ones for what changed.
 * @throws StoreError 'bad-request' where the images' own patient or study attributes cannot be written
 */
export function currentObjects(
  { series }: StudyContent,
  drawn: readonly Drawn[],
  productVersion: string,
): CurrentObject[] {
  const stamp = stampOf(new Date(), productVersion);
  try {
    return planObjects(drawn, sha256).map((plan) => {
      const { kind, SeriesInstanceUID } = plan;
      const instances = series.find((one) => one.SeriesInstanceUID === SeriesInstanceUID)?.instances ?? [];
      const existing = instances.map(({ SOPInstanceUID, InstanceNumber, id }) => ({
        SOPInstanceUID,
        InstanceNumber: InstanceNumber ?? 0,
        id,
      }));
      const next = nextRevision(plan, existing, sha256);
      if (next !== undefined) {
        const bytes = plan.write(next, stamp);
        const { SOPInstanceUID } = next;
        return { kind, SeriesInstanceUID, SOPInstanceUID, instanceId: undefined, bytes };
      }
      const newest = existing.reduce((a, b) => (b.InstanceNumber > a.InstanceNumber ? b : a));
      const { id: instanceId, SOPInstanceUID } = newest;
      return { kind, SeriesInstanceUID, SOPInstanceUID, instanceId, bytes: undefined };
    });
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    throw new StoreError('bad-request', `${error.keyword} of the images cannot be written into an object.`);
  }
}

/**
 * Writes what readers drew in a study into it as DICOM objects, as new instances of series of their own.
 * @returns how many are new: 0 where nothing changed since the last time
 * @throws StoreError 'not-found' for a study that is not there, 'bad-request' as `currentObjects`; StoreFullError
 */
export async function writeObjects(
  store: WriteStore,
  studyId: number,
  productVersion: string,
): Promise<number> {
  const content = contentOf(store, studyId);
  const objects = currentObjects(content, await studyDrawings(store, content), productVersion);
  let written = 0;
  for (const { bytes } of objects) {
    if (bytes === undefined) continue;
    const read = readHeader(memorySource(bytes));
    if (!read.ok) throw new Error('an object that cannot be read back');
    await store.addResult(bytes, read.header);
    written += 1;
  }
  return written;
}

/** What other makers' objects, and those of other workstations, hold for a study's images. */
export interface ForeignShapes {
  readonly shapes: ForeignAnnotation[];
  readonly undrawn: {
    readonly instanceId: number;
    readonly source: string;
    readonly reason: UndrawnReason;
  }[];
}

/** Reads every object of a study that may hold shapes. @throws StoreError 'not-found' */
export async function foreignShapes(store: ReadStore, studyId: number): Promise<ForeignShapes> {
  const content = contentOf(store, studyId);
  const found: ForeignShapes = { shapes: [], undrawn: [] };
  const holders = content.series.flatMap(({ instances, ...series }) =>
    instances
      .filter(({ SOPClassUID }) => holdsShapes(SOPClassUID))
      .map((instance) => ({ instance, series, instances })),
  );
  if (holders.length === 0) return found;
  const images = await imagesOf(store, content);
  for (const { instance, series, instances } of holders) {
    const read = await readStored(store, instance.id, images);
    if (read.isOwn) {
      // Views, regions and key images repeat what the report has, and older revisions what newer ones have.
      const newest = Math.max(...instances.map(({ InstanceNumber }) => InstanceNumber ?? 0));
      const isReport =
        isAnnotationSeries(series.SeriesNumber) && sopClass(instance.SOPClassUID)?.kind === 'sr';
      if (!isReport || instance.InstanceNumber !== newest) continue;
    }
    const { source } = read;
    const shapes = read.shapes.filter((shape) => !isDrawnHere(store, shape));
    found.shapes.push(...shapes.map((shape) => foreign(shape, instance.id, source)));
    found.undrawn.push(...read.undrawn.map((reason) => ({ instanceId: instance.id, source, reason })));
  }
  return found;
}

function contentOf(store: ReadStore, studyId: number): StudyContent {
  const content = store.content(studyId);
  if (content === undefined) throw new StoreError('not-found', 'This study is not in the store.');
  return content;
}

async function imagesOf(store: ReadStore, { series }: StudyContent): Promise<StudyImages> {
  const images = [];
  for (const { id, SOPClassUID } of series.flatMap(({ instances }) => instances)) {
    if (sopClass(SOPClassUID)?.kind !== 'image') continue;
    const read = await readStudyImage(store, id);
    if (read !== undefined) images.push(read.image);
    // A study has hundreds of slices, and the window's requests come in between.
    await setImmediate();
  }
  return new StudyImages(images);
}

async function readStored(store: ReadStore, instanceId: number, images: StudyImages): Promise<ReadShapes> {
  const object = store.openObject(instanceId);
  if (object === undefined) return { isOwn: false, source: '', shapes: [], undrawn: ['object-unreadable'] };
  return await object.withSource(async (source) => await readShapes(source, images, nodeCodecs));
}

/** Also what was deleted here since its object was written. */
function isDrawnHere(store: ReadStore, { trackingUid }: ReadShape): boolean {
  const id = annotationIdOf(trackingUid);
  return id !== undefined && store.annotations.history(id).length > 0;
}

function foreign(
  { trackingUid: _, ...shape }: ReadShape,
  instanceId: number,
  source: string,
): ForeignAnnotation {
  return { ...shape, points: [...shape.points], instanceId, source };
}
