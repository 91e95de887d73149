import type { InstanceRow, SeriesRow, StudyRow } from '../../../contract/index.js';
import type { ImageIdentity } from '../../../domain/grey/index.js';
import type { FrameRef } from './image-loader.js';

/** One picture, with what is known of whose it must be. */
export interface FilmRef extends FrameRef {
  /** Whether bytes of this identity are what the index promised; others are not shown. */
  readonly accepts: (identity: ImageIdentity) => boolean;
}

/** What a viewport scrolls through. */
export interface PictureStack {
  readonly films: readonly FilmRef[];
}

/** All frames of all instances of a series, in reading order. */
export interface FilmStack extends PictureStack {
  readonly studyId: number;
  readonly series: SeriesRow;
}

export function filmStack(study: StudyRow, series: SeriesRow): FilmStack {
  const films = series.instances.flatMap((row) =>
    Array.from({ length: Math.max(1, row.NumberOfFrames) }, (_, frame) => ({
      object: `object/${row.id}` as const,
      frame,
      accepts: (identity: ImageIdentity) => isOf(identity, row, study),
    })),
  );
  return { studyId: study.id, series, films };
}

/**
 * Whether the bytes are those of the row: same object, same patient. Names are compared without the
 * differences that padding makes.
 */
export function isOf(identity: ImageIdentity, row: InstanceRow, study: StudyRow): boolean {
  const plain = (value: string): string =>
    value
      .replace(/\^+(?==|$)/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  return (
    identity.SOPInstanceUID === row.SOPInstanceUID &&
    plain(identity.PatientID) === plain(study.PatientID) &&
    plain(identity.PatientName) === plain(study.PatientName)
  );
}

/** Reports, presentation states, segmentations, maps, documents and captures: made of the pictures that a reader opens. */
const aboutOthers = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(7|11|30|66|88|104)(\.|$)/;

const isAboutOthers = ({ series }: FilmStack): boolean =>
  series.instances.every(({ SOPClassUID }) => aboutOthers.test(SOPClassUID));

/**
 * What the panes of a layout show when a study opens: one series each; where there are more panes than
 * series, the following films of a series (a PA and a lateral often share one). What is about other pictures comes last.
 */
export function initialPanes(
  stacks: readonly FilmStack[],
  panes: number,
): ({ readonly stack: FilmStack; readonly index: number } | undefined)[] {
  const ordered = [...stacks.filter((stack) => !isAboutOthers(stack)), ...stacks.filter(isAboutOthers)];
  const slots: { stack: FilmStack; index: number }[] = ordered.map((stack) => ({ stack, index: 0 }));
  for (const stack of ordered) {
    for (let index = 1; index < stack.films.length && slots.length < panes; index++)
      slots.push({ stack, index });
  }
  return Array.from({ length: panes }, (_, pane) => slots[pane]);
}
