import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseBox } from '../../contract/index.js';
import { type Placement, type Point, toScreen } from '../ui/index.js';
import { boxesOfFrame, gripAt, grips, type Place } from './boxes.js';
import { type BoxPointerActions, useBoxPointer } from './use-box-pointer.js';
import './box-layer.css';

interface BoxLayerProps {
  readonly placement: Placement;
  readonly boxes: readonly ReleaseBox[];
  /** From 0. */
  readonly frame: number;
  readonly selected: number | null;
  /** Boxes can be held and drawn. */
  readonly editable: boolean;
  readonly drawing: boolean;
  /** Outlines only, so that what lies under them can be judged. */
  readonly quiet: boolean;
  readonly onSelect: (index: number) => void;
  readonly onChange: (index: number, place: Place) => void;
  readonly onDraw: (place: Place) => void;
}

const GRIP_PX = 8;

/** The boxes of a frame over its picture, where they lie on the screen now. */
export function BoxLayer(props: BoxLayerProps) {
  const { placement, boxes, frame, selected, editable, drawing, quiet, onSelect, onChange, onDraw } = props;
  const { t } = useTranslation('deidentify');
  const layer = useRef<SVGSVGElement>(null);
  const now: BoxPointerActions = {
    placement,
    drawing: drawing && editable,
    place: (index) => (editable ? boxes[index] : undefined),
    select: onSelect,
    change: (index, place) => editable && onChange(index, place),
    draw: onDraw,
  };
  const actions = useRef(now);
  actions.current = now;
  const draft = useBoxPointer(layer, actions);
  const shown = boxesOfFrame(boxes, frame);

  return (
    <svg
      ref={layer}
      className="box-layer"
      data-drawing={(drawing && editable) || undefined}
      data-quiet={quiet || undefined}
      role="group"
      aria-label={t('places', { count: shown.length })}
    >
      {shown.map(({ box, index }) => (
        <Box
          key={index}
          index={index}
          kind={box.kind}
          source={box.source}
          place={draft?.index === index ? draft.place : box}
          placement={placement}
          selected={index === selected}
          editable={editable && !drawing}
          label={t(box.kind === 'text' ? 'placeText' : 'placeMarker', { number: index + 1 })}
        />
      ))}
      {draft?.index === null && <polygon className="box-drawn" points={cornersOf(placement, draft.place)} />}
    </svg>
  );
}

interface BoxProps {
  readonly index: number;
  readonly kind: ReleaseBox['kind'];
  readonly source: ReleaseBox['source'];
  readonly place: Place;
  readonly placement: Placement;
  readonly selected: boolean;
  readonly editable: boolean;
  readonly label: string;
}

function Box({ index, kind, source, place, placement, selected, editable, label }: BoxProps) {
  return (
    <g
      data-testid={`box-${index}`}
      data-kind={kind}
      data-source={source}
      data-selected={selected || undefined}
    >
      <polygon className="box" data-box={index} data-grip="move" points={cornersOf(placement, place)}>
        <title>{label}</title>
      </polygon>
      {selected &&
        editable &&
        grips
          .filter((grip) => grip !== 'move')
          .map((grip) => {
            const [x, y] = toScreen(placement, gripAt(place, grip));
            return (
              <rect
                key={grip}
                className={`grip ${grip}`}
                data-box={index}
                data-grip={grip}
                x={x - GRIP_PX / 2}
                y={y - GRIP_PX / 2}
                width={GRIP_PX}
                height={GRIP_PX}
              />
            );
          })}
    </g>
  );
}

function cornersOf(placement: Placement, { x, y, width, height }: Place): string {
  const corners: Point[] = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  return corners
    .map((corner) =>
      toScreen(placement, corner)
        .map((value) => value.toFixed(2))
        .join(','),
    )
    .join(' ');
}
