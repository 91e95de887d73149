import { IconFileText, IconPhotoOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { SeriesRow } from '../../../contract/index.js';
import { type CannotShowReason, reasonOf } from '../read/cannot-show.js';
import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import type { ObjectAddress, Thumbnail } from '../read/reader-protocol.js';
import { useReasonText } from './reason-text.js';
import './series-thumbnail.css';

type Outcome = { readonly thumbnail: Thumbnail } | { readonly reason: CannotShowReason };

const SIZE_PX = 192;
const KEPT = 400;
const known = new Map<string, Promise<Outcome>>();

function outcomeOf(object: ObjectAddress, frame: number): Promise<Outcome> {
  const key = `${object}:${frame}`;
  const kept = known.get(key);
  if (kept) return kept;
  const request = { kind: 'thumbnail', object, frame, sizePx: SIZE_PX } as const;
  const outcome = reader()
    .ask(request, priorities.thumbnail)
    .then(
      (thumbnail): Outcome => ({ thumbnail }),
      (error: unknown): Outcome => ({ reason: reasonOf(error) }),
    );
  known.set(key, outcome);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return outcome;
}

/** The film that stands for a series: the middle of a stack of slices, else the first. */
function representative(series: SeriesRow): { instanceId: number; frame: number } | undefined {
  const sliced = series.Modality === 'CT' || series.Modality === 'MR' || series.Modality === 'PT';
  const row = series.instances[sliced ? Math.floor(series.instances.length / 2) : 0];
  return row && { instanceId: row.id, frame: sliced ? Math.floor(row.NumberOfFrames / 2) : 0 };
}

/** A small picture of a series; what has no picture shows why. */
export function SeriesThumbnail({ series }: { readonly series: SeriesRow }) {
  const film = representative(series);
  return <ObjectThumbnail object={film && `object/${film.instanceId}`} frame={film?.frame ?? 0} />;
}

interface ObjectThumbnailProps {
  readonly object: ObjectAddress | undefined;
  /** From 0. */
  readonly frame: number;
}

/** A small picture of one frame, decoded when it comes into sight; what has no picture shows why. */
export function ObjectThumbnail({ object, frame }: ObjectThumbnailProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [outcome, setOutcome] = useState<Outcome>();
  const reasonText = useReasonText();

  useEffect(() => {
    const element = box.current;
    if (!element || object === undefined) return;
    let gone = false;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        void outcomeOf(object, frame).then((result) => {
          if (!gone) setOutcome(result);
        });
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
    };
  }, [object, frame]);

  const thumbnail = outcome && 'thumbnail' in outcome ? outcome.thumbnail : undefined;
  useEffect(() => {
    if (!thumbnail || !canvas.current) return;
    const image = new ImageData(thumbnail.rgba, thumbnail.width, thumbnail.height);
    canvas.current.getContext('2d')?.putImageData(image, 0, 0);
  }, [thumbnail]);

  const reason = outcome && 'reason' in outcome ? outcome.reason : undefined;
  const state = thumbnail ? 'drawn' : reason ? 'cannot-show' : 'loading';
  return (
    <div ref={box} className="series-thumbnail" data-state={state}>
      {thumbnail && <canvas ref={canvas} width={thumbnail.width} height={thumbnail.height} aria-hidden />}
      {reason && (
        <div className="series-thumbnail-none">
          {reason.code === 'not-an-image' || reason.code === 'document' ? (
            <IconFileText size={22} stroke={1.5} aria-hidden />
          ) : (
            <IconPhotoOff size={22} stroke={1.5} aria-hidden />
          )}
          <span>{reasonText(reason.code).title}</span>
        </div>
      )}
    </div>
  );
}
