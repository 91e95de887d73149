import type { ModalityFrame, Spacing } from '../../domain/annotate/index.js';
import type { Placement } from '../ui/index.js';

/** A film in a pane, as the viewer knows it. */
export interface AnnotatedFilm {
  /** The study that is in front; the film may be of another of the patient. */
  readonly front: number;
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  /** From 1, as ReferencedFrameNumber. */
  readonly frame: number;
  readonly Modality: string;
  readonly picture: ModalityFrame & { readonly kind: 'grey' | 'rgb'; readonly spacing: Spacing };
  readonly placement: Placement;
}
