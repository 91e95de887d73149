import type { ReactNode } from 'react';
import type { AnnotationKind } from '../../domain/annotate/index.js';
import { paste, remove, step, toggleKeyImage } from './acts.js';
import { AnnotationLayer } from './annotation-layer.js';
import { AnnotationPanel } from './annotation-panel.js';
import { chooseTool, stepBack, useAnnotationState } from './annotation-state.js';
import { useDrawings } from './drawings.js';
import type { AnnotatedFilm } from './film.js';
import { drawModelRatio } from './ratio-lines.js';
import { useReaderName } from './reader-name.js';

type Act = 'remove' | 'copy' | 'paste' | 'undo' | 'redo';
type ShowFilm = (SOPInstanceUID: string, frame: number) => void;

async function takeUpRatio(film: AnnotatedFilm): Promise<void> {
  chooseTool(null);
  if (!(await drawModelRatio(film))) chooseTool('cardiothoracic-ratio');
}

/** Drawings on films for whoever shows films. */
export function useAnnotationSlot() {
  const tool = useAnnotationState((state) => state.tool);
  useReaderName();
  return {
    tool,
    draw: (kind: AnnotationKind, film: AnnotatedFilm | undefined) => {
      if (kind === 'key-image') {
        if (film) toggleKeyImage(film);
      } else if (kind === 'cardiothoracic-ratio' && film) void takeUpRatio(film);
      else chooseTool(kind === tool ? null : kind);
    },
    putAway: () => chooseTool(null),
    act: (what: Act, front: number, film: AnnotatedFilm | undefined, show: ShowFilm): void => {
      const { selected, copied } = useAnnotationState.getState();
      const held = selected === null ? undefined : useDrawings.getState().drawing.get(selected);
      if (what === 'copy' && held) useAnnotationState.setState({ copied: held });
      if (what === 'paste' && film && copied) paste(film, copied);
      if (what === 'remove' && held) remove(front, held);
      if (what !== 'undo' && what !== 'redo') return;
      const touched = step(front, what);
      if (!touched) return;
      const { SOPInstanceUID, frame } = touched;
      if (film?.SOPInstanceUID !== SOPInstanceUID || film.frame !== frame) show(SOPInstanceUID, frame);
    },
    takesKey: (key: string): boolean => {
      if (key === 'Escape') return stepBack();
      const { unfinished } = useAnnotationState.getState();
      if (key === 'Enter') unfinished?.finish();
      return key === 'Enter' && unfinished !== null;
    },
    over: (film: AnnotatedFilm): ReactNode => (
      <AnnotationLayer key={`${film.SOPInstanceUID} ${film.frame}`} film={film} />
    ),
    beside: (film: {
      readonly front: number;
      readonly studyId: number;
      readonly SOPInstanceUID: string | undefined;
      readonly show: ShowFilm;
    }): ReactNode => <AnnotationPanel {...film} />,
  };
}
