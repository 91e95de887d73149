import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { ImageIdentity } from '../../../domain/grey/index.js';
import type { Placement } from '../../ui/index.js';
import { priorities } from '../read/reader-pool.js';
import type { ObjectAddress } from '../read/reader-protocol.js';
import { useStages } from '../screen/use-stages.js';
import { closeStage } from '../stage/cornerstone.js';
import { loadFilm } from '../stage/image-loader.js';
import type { Stage } from '../stage/stage.js';
import { type ComparedStack, ComparisonPane, type PaneState } from './comparison-pane.js';
import './comparison.css';

/** An object as it is stored and as it would be released. */
export interface ComparedPictures {
  readonly original: ObjectAddress;
  readonly released: ObjectAddress;
  readonly NumberOfFrames: number;
  /** Of the original; bytes of another object are not shown in its place. */
  readonly SOPInstanceUID: string;
  /** Of the original; a released version that still says it is not shown. */
  readonly PatientName: string;
}

export type Side = 'original' | 'released';

interface ComparisonProps {
  readonly pictures: ComparedPictures;
  /** Read ahead, so that they are there when their turn comes. */
  readonly upcoming: readonly ComparedPictures[];
  readonly shown: 'both' | Side;
  /** Headings of the two sides. */
  readonly titles: Readonly<Record<Side, string>>;
  /** What is drawn over a picture, in the pane's CSS pixels. */
  readonly overlay: (side: Side, placement: Placement, frame: number) => ReactNode;
  readonly onState: (side: Side, state: PaneState) => void;
  /** The frame that is on the screen, from 0. */
  readonly onFrame: (frame: number) => void;
}

const sides = ['original', 'released'] as const;

/** Two versions of one picture side by side; zoom, place, window and frame are one for both. */
export function Comparison(props: ComparisonProps) {
  const { pictures, upcoming, shown, titles, overlay, onState, onFrame } = props;
  const grid = useRef<HTMLDivElement>(null);
  const { stages, onStage } = useStages<ComparedStack>(grid, sides.length);
  useEffect(() => closeStage, []);

  const { original, released } = pictures;
  const latest = useRef(pictures);
  latest.current = pictures;
  const [first, second] = stages;
  const of = useRef<ObjectAddress>(undefined);
  useEffect(() => {
    const stack = stackOf(latest.current, 'original', original);
    void first?.show(stack, 0);
  }, [first, original]);
  useEffect(() => {
    if (!second) return;
    const stack = stackOf(latest.current, 'released', released);
    // Where only the boxes changed, the reader keeps what they zoomed in on.
    const isSameFilm = of.current === latest.current.original;
    of.current = latest.current.original;
    void (isSameFilm ? second.replace(stack, second.getState().index) : second.show(stack, 0));
  }, [second, released]);

  const settled = useRef(new Set<Side>());
  const ahead = useRef(upcoming);
  ahead.current = upcoming;
  const report = useCallback(
    (side: Side, state: PaneState) => {
      onState(side, state);
      if (state.phase === 'loading') settled.current.delete(side);
      else settled.current.add(side);
      if (settled.current.size === sides.length) for (const each of ahead.current) readAhead(each);
    },
    [onState],
  );

  const both = (): Stage<ComparedStack>[] => stages.flatMap((stage) => stage ?? []);
  return (
    <div ref={grid} className="comparison" data-shown={shown}>
      {sides.map((side, position) => (
        <ComparisonPane
          key={side}
          side={side}
          title={titles[side]}
          hidden={shown !== 'both' && shown !== side}
          position={position}
          onStage={onStage}
          onState={report}
          onFrame={onFrame}
          together={both}
          overlay={overlay}
        />
      ))}
    </div>
  );
}

function stackOf(pictures: ComparedPictures, side: Side, object: ObjectAddress): ComparedStack {
  const accepts = (identity: ImageIdentity): boolean =>
    side === 'original'
      ? identity.SOPInstanceUID === pictures.SOPInstanceUID
      : pictures.PatientName === '' || identity.PatientName !== pictures.PatientName;
  return {
    films: Array.from({ length: Math.max(1, pictures.NumberOfFrames) }, (_, frame) => ({
      object,
      frame,
      accepts,
    })),
  };
}

/** What cannot be read says so when its turn comes. */
function readAhead({ original, released }: ComparedPictures): void {
  for (const object of [original, released])
    loadFilm({ object, frame: 0 }, priorities.prefetch).catch(() => undefined);
}
