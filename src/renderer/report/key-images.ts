import type { Annotation, KeyImage, KeyPicture, StudyContent } from '../../contract/index.js';
import { isPlainFilm } from '../../domain/dicom/index.js';
import { request } from '../ui/index.js';

/** A frame to be drawn, as the viewer addresses it. */
export interface KeyFrame extends KeyImage {
  readonly studyId: number;
  readonly instanceId: number;
}

/** Draws a frame as its reader sees it. @returns a JPEG as a data URL; undefined where it cannot be shown */
export type DrawFrame = (frame: KeyFrame) => Promise<string | undefined>;

const MOST = 12;

/** The frames that a report of the study shows: those that readers marked, else its first film. */
export function keyFrames(content: StudyContent, annotations: readonly Annotation[]): KeyFrame[] {
  const studyId = content.study.id;
  const instances = content.series.flatMap(({ instances }) => instances);
  const marked = annotations
    .filter(({ kind }) => kind === 'key-image')
    .flatMap(({ SOPInstanceUID, frame }) => {
      const instance = instances.find((each) => each.SOPInstanceUID === SOPInstanceUID);
      return instance ? [{ studyId, instanceId: instance.id, SOPInstanceUID, frame }] : [];
    });
  if (marked.length > 0) return marked.slice(0, MOST);
  const film = content.series.find(({ Modality }) => isPlainFilm(Modality))?.instances[0];
  return film ? [{ studyId, instanceId: film.id, SOPInstanceUID: film.SOPInstanceUID, frame: 1 }] : [];
}

/** Draws the key images of a study. */
export async function drawKeyPictures(studyId: number, draw: DrawFrame): Promise<KeyPicture[]> {
  const [content, annotations] = await Promise.all([
    request('store:content', { studyId }),
    request('annotate:of-study', { studyId }),
  ]);
  const pictures = await Promise.all(
    keyFrames(content, annotations).map(async (frame) => {
      const jpeg = await draw(frame);
      return jpeg === undefined ? [] : [{ SOPInstanceUID: frame.SOPInstanceUID, frame: frame.frame, jpeg }];
    }),
  );
  return pictures.flat();
}
