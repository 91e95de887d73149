import type { ReactNode } from 'react';
import type { AnnotationKind } from '../../../domain/annotate/index.js';
import type { Placement } from '../../ui/index.js';
import type { FramePicture } from '../read/open-object.js';

/** A film that is looked at. */
export interface LookedAtFilm {
  /** The study that is in front. */
  readonly front: number;
  readonly studyId: number;
  readonly patientId: number;
  readonly Modality: string;
  /** Undefined until it is drawn. */
  readonly SOPInstanceUID: string | undefined;
  /** Shows a film of the studies on the screen in the pane that is active. */
  readonly show: (SOPInstanceUID: string, frame: number) => void;
}

/** What can stand beside the films. */
export type BesideName = 'opinion' | 'annotations' | 'form' | 'report';

export interface BesideTab {
  readonly name: BesideName;
  readonly label: string;
  /** Null: nothing is to be said of such a film, and no room is taken. */
  render(film: LookedAtFilm): ReactNode;
}

/** What others have to say over films; the viewer only knows where. */
export interface OpinionSlot {
  readonly heatMapOn: boolean;
  /** The one pane that shows heat maps, so that the original lies beside it; null: every pane. */
  readonly onlyPane: number | null;
  toggleHeatMap(): void;
  compare(onlyPane: number | null): void;
  /** @param instanceOf store id of an instance of the studies on the screen */
  over(
    film: { readonly studyId: number; readonly SOPInstanceUID: string },
    placement: Placement,
    instanceOf: (SOPInstanceUID: string) => number | undefined,
  ): ReactNode;
}

/** A film as it lies in a pane. */
export interface FilmInPane {
  /** The study that is in front; the film may be of another of the patient. */
  readonly front: number;
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  /** From 1, as ReferencedFrameNumber. */
  readonly frame: number;
  readonly Modality: string;
  readonly picture: FramePicture;
  readonly placement: Placement;
}

/** Readers' drawings on films. */
export interface AnnotationSlot {
  /** What the next drag draws; null: films are windowed and moved. */
  readonly tool: AnnotationKind | null;
  /** Takes up a tool, or marks the film as a key image. */
  draw(kind: AnnotationKind, film: FilmInPane | undefined): void;
  /** Puts the tool away. */
  putAway(): void;
  /** @param show brings a film to the screen that an undone step was on */
  act(
    what: 'remove' | 'copy' | 'paste' | 'undo' | 'redo',
    front: number,
    film: FilmInPane | undefined,
    show: LookedAtFilm['show'],
  ): void;
  /** Escape and Enter in the middle of drawing. @returns whether the key was for the drawing */
  takesKey(key: string): boolean;
  over(film: FilmInPane): ReactNode;
}
