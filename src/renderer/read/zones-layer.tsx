import { type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Answer,
  defaultLines,
  linesOf,
  moveLine,
  quadrantScore,
  questionsOf,
  type Zone,
  type ZoneLine,
  type ZoneLines,
  type ZonesQuestion,
  zonesOf,
} from '../../domain/read/index.js';
import { type Placement, type Point, toImage, toScreen } from '../ui/index.js';
import { useFormState } from './form-state.js';
import { useLungBox } from './lung-box.js';
import { type Form, useForm } from './use-form.js';
import './zones-layer.css';

interface ZonesLayerProps {
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  readonly placement: Placement;
  /** The store id of an instance of the studies on the screen. */
  readonly instanceOf: (SOPInstanceUID: string) => number | undefined;
}

/** The zones of the score that the form asks for, over its film, with their numbers; nothing for other questions. */
export function ZonesLayer(props: ZonesLayerProps) {
  const { studyId, SOPInstanceUID } = props;
  const { at, adjudicating } = useFormState();
  const form = useForm({ studyId, SOPInstanceUID, role: adjudicating ? 'adjudicator' : 'reader' });
  const question = form && questionsOf(form.template).find(({ id }) => id === at?.question);
  if (form === undefined || (question?.kind !== 'brixia' && question?.kind !== 'rale')) return null;
  return <Zones {...props} form={form} question={question} slot={at?.slot ?? 0} />;
}

interface ZonesProps extends ZonesLayerProps {
  readonly form: Form;
  readonly question: ZonesQuestion;
  readonly slot: number;
}

function Zones({ studyId, SOPInstanceUID, placement, instanceOf, form, question, slot }: ZonesProps) {
  const { t } = useTranslation('read');
  const { Rows, Columns } = placement;
  const box = useLungBox({ studyId, SOPInstanceUID, Rows, Columns, instanceOf });
  const [held, setHeld] = useState<{ readonly line: ZoneLine; readonly lines: ZoneLines }>();
  const lines = held?.lines ?? form.lines ?? defaultLines(box);
  const answer = form.answers[question.id];
  const asked = question.kind === 'rale' ? Math.floor(slot / 2) : slot;

  const pointAt = (event: PointerEvent<SVGElement>): Point => {
    const at = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    return toImage(placement, [event.clientX - (at?.left ?? 0), event.clientY - (at?.top ?? 0)]);
  };
  const drag = (line: ZoneLine) => ({
    onPointerDown: (event: PointerEvent<SVGElement>) => {
      if (event.button !== 0 || form.submitted) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld({ line, lines });
    },
    onPointerMove: (event: PointerEvent<SVGElement>) => {
      if (held?.line !== line) return;
      event.stopPropagation();
      const [column, row] = pointAt(event);
      setHeld({ line, lines: moveLine(lines, line, isColumn(line) ? column : row, placement) });
    },
    onPointerUp: (event: PointerEvent<SVGElement>) => {
      if (held?.line !== line) return;
      event.stopPropagation();
      form.change({ lines: held.lines });
      setHeld(undefined);
    },
    onPointerCancel: () => setHeld(undefined),
  });

  return (
    <svg className="zones" role="img" aria-label={t('zones')} data-testid="zones" data-scheme={question.kind}>
      {zonesOf(question.kind, lines).map((zone, index) => (
        <ZoneShape
          key={zone.name}
          zone={zone}
          placement={placement}
          score={scoreIn(answer, index)}
          asked={index === asked}
        />
      ))}
      {linesOf[question.kind].map((line) => {
        const [from, to] = endsOf(line, lines).map((end) => toScreen(placement, end));
        if (from === undefined || to === undefined) return null;
        return (
          <line
            key={line}
            className="zone-line"
            data-line={line}
            x1={from[0]}
            y1={from[1]}
            x2={to[0]}
            y2={to[1]}
            {...drag(line)}
          />
        );
      })}
    </svg>
  );
}

interface ZoneShapeProps {
  readonly zone: Zone;
  readonly placement: Placement;
  readonly score: number | null;
  readonly asked: boolean;
}

function ZoneShape({ zone, placement, score, asked }: ZoneShapeProps) {
  const { left, right, top, bottom, name } = zone;
  const corners: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  const [x, y] = toScreen(placement, [(left + right) / 2, (top + bottom) / 2]);
  return (
    <g data-zone={name} data-asked={asked || undefined} data-score={score ?? undefined}>
      <polygon points={corners.map((corner) => toScreen(placement, corner).join(',')).join(' ')} />
      <text x={x} y={y}>
        {score === null ? name : `${name} ${score}`}
      </text>
    </g>
  );
}

const isColumn = (line: ZoneLine): boolean => line === 'left' || line === 'right' || line === 'midline';

/** Where a line begins and ends on the film, [column, row]. */
function endsOf(line: ZoneLine, lines: ZoneLines): readonly Point[] {
  const at = lines[line];
  return isColumn(line)
    ? [
        [at, lines.top],
        [at, lines.bottom],
      ]
    : [
        [lines.left, at],
        [lines.right, at],
      ];
}

function scoreIn(answer: Answer | undefined, zone: number): number | null {
  if (answer?.kind === 'brixia') return answer.zones[zone] ?? null;
  const quadrant = answer?.kind === 'rale' ? answer.quadrants[zone] : undefined;
  return quadrant === undefined ? null : quadrantScore(quadrant);
}
