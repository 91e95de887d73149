import { memo } from 'react';
import type { AnnotationKind, ImagePoint } from '../../domain/annotate/index.js';
import { type Placement, type Point, toScreen } from '../ui/index.js';
import { tracesOf } from './shapes.js';

interface ShapeViewProps {
  /** Undefined while it is being drawn for the first time. */
  readonly id: string | undefined;
  readonly kind: AnnotationKind;
  readonly points: readonly ImagePoint[];
  readonly placement: Placement;
  readonly selected: boolean;
  readonly locked: boolean;
  readonly colour: string | undefined;
  /** In CSS pixels: words near its right edge stand on the left of their shape. */
  readonly paneWidth: number;
  /** What it is, for a screen reader. */
  readonly name: string;
  /** What it measures and what is written on it, line by line. */
  readonly lines: readonly string[];
}

const HANDLE_PX = 5;
const HEAD_PX = 11;
const LINE_PX = 16;
const GAP_PX = 10;
/** Of the words' type, on average: enough to tell whether they have room. */
const LETTER_PX = 7.5;

/** One shape with its values, where its film lies now. */
export const ShapeView = memo(function ShapeView(props: ShapeViewProps) {
  const { id, kind, points, placement, selected, locked, colour, paneWidth, name, lines } = props;
  if (kind === 'key-image') return null;
  const at = ({ x, y }: ImagePoint): Point => toScreen(placement, [x, y]);
  const spots = points.map(at);
  const across = spots.toSorted((a, b) => a[0] - b[0]);
  const wordsPx = Math.max(0, ...lines.map(({ length }) => length)) * LETTER_PX;
  const isAtEdge = (across.at(-1)?.[0] ?? 0) > paneWidth - wordsPx - GAP_PX;
  const beside = isAtEdge ? across[0] : across.at(-1);
  const textX = (beside?.[0] ?? 0) + (isAtEdge ? -GAP_PX : GAP_PX);
  return (
    <g
      className="shape"
      data-testid="shape"
      data-kind={kind}
      data-id={id}
      data-selected={selected || undefined}
      data-locked={locked || undefined}
      style={colour === undefined ? undefined : { color: colour }}
    >
      <title>{[name, ...lines].join(', ')}</title>
      {tracesOf(kind, points).map(({ points: trace, closed, faint }, index) => {
        const d = pathOf(trace.map(at), closed);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a trace is its position
          <g key={index}>
            {!faint && <path className="shape-hold" data-shape={id} d={d} />}
            <path className="shape-line" data-faint={faint} d={d} />
          </g>
        );
      })}
      {kind === 'arrow' && <path className="shape-head" d={arrowHead(spots)} />}
      {(kind === 'point' || kind === 'label') &&
        spots.map(([x, y]) => (
          <g key={`${x} ${y}`}>
            <circle className="shape-hold" data-shape={id} cx={x} cy={y} r={HEAD_PX} />
            <path className="shape-line" d={`M${x - 7} ${y}h14M${x} ${y - 7}v14`} />
          </g>
        ))}
      {beside && (
        <text
          className="shape-text figures"
          y={beside[1] + 4}
          textAnchor={isAtEdge ? 'end' : 'start'}
          data-shape={id}
        >
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
            <tspan key={index} x={textX} dy={index === 0 ? 0 : LINE_PX}>
              {line}
            </tspan>
          ))}
        </text>
      )}
      {selected &&
        !locked &&
        kind !== 'freehand' &&
        spots.map(([x, y], index) => (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: a handle is its position
            key={index}
            className="shape-handle"
            data-shape={id}
            data-handle={index}
            cx={x}
            cy={y}
            r={HANDLE_PX}
          />
        ))}
    </g>
  );
});

function pathOf(points: readonly Point[], closed: boolean): string {
  const corners = points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`);
  return corners.length === 0 ? '' : `M${corners.join('L')}${closed ? 'Z' : ''}`;
}

function arrowHead([tip, tail]: readonly Point[]): string {
  if (!tip || !tail) return '';
  const angle = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
  const barb = (turn: number): Point => [
    tip[0] + HEAD_PX * Math.cos(angle + turn),
    tip[1] + HEAD_PX * Math.sin(angle + turn),
  ];
  return pathOf([barb(0.4), tip, barb(-0.4)], true);
}
