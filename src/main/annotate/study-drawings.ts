import type { StudyContent } from '../../contract/index.js';
import {
  type AnnotatedImage,
  type Annotation,
  calibrated,
  codedMeasures,
  type Drawn,
  measure,
  readAnnotatedImage,
  readSpacing,
} from '../../domain/annotate/index.js';
import { type DatasetView, readDataset } from '../../domain/dicom/index.js';
import type { ReadStore } from '../store/index.js';

/** A stored image by its header. */
export interface StudyImage {
  readonly image: AnnotatedImage;
  readonly dataset: DatasetView;
}

/** Reads an image's header; undefined where its bytes are missing or cannot be read. */
export async function readStudyImage(store: ReadStore, instanceId: number): Promise<StudyImage | undefined> {
  return await store.openObject(instanceId)?.withSource(async (source) => {
    const read = readDataset(source);
    if (!read.ok) return undefined;
    const { dataset, TransferSyntaxUID } = read;
    return { dataset, image: readAnnotatedImage(dataset, TransferSyntaxUID) };
  });
}

/** What readers drew on a study's images, with the images and everything that was measured. */
export async function studyDrawings(store: ReadStore, { study, series }: StudyContent): Promise<Drawn[]> {
  const annotations = store.annotations.ofStudy(study.id);
  const wanted = new Set(annotations.map(({ SOPInstanceUID }) => SOPInstanceUID));
  const drawn: Drawn[] = [];
  for (const { id, SOPInstanceUID } of series.flatMap(({ instances }) => instances)) {
    if (!wanted.has(SOPInstanceUID)) continue;
    const studyImage = await readStudyImage(store, id);
    if (studyImage === undefined) continue;
    const own = annotations.filter((annotation) => annotation.SOPInstanceUID === SOPInstanceUID);
    drawn.push(...own.map((annotation) => withMeasures(annotation, own, studyImage)));
  }
  return drawn;
}

/** With the spacing of its frame, or the one that a reader's calibration of it gives. */
function withMeasures(
  annotation: Annotation,
  onImage: readonly Annotation[],
  { image, dataset }: StudyImage,
): Drawn {
  const spacing = calibrated(readSpacing(dataset, annotation.frame), onImage, annotation);
  const measures = measure(annotation, spacing);
  return { annotation, image, measurements: codedMeasures(annotation.kind, measures) };
}
