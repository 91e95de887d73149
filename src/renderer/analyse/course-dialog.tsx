import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog, findingName, requestOptions, useFormat } from '../ui/index.js';
import { type CourseLine, type CoursePoint, courseOf, RATIO } from './course.js';
import { useOpinionState } from './opinion-state.js';
import './course-dialog.css';

interface CourseDialogProps {
  /** Null: closed. */
  readonly patientId: number | null;
  readonly onClose: () => void;
  /** Opens a film of this patient beside what is open. */
  readonly onOpenBeside: (studyId: number, SOPInstanceUID: string) => void;
}

/** A patient's findings and cardiothoracic ratio over time; a point opens its film. */
export function CourseDialog({ patientId, onClose, onOpenBeside }: CourseDialogProps) {
  const { t } = useTranslation('analyse');
  return (
    <Dialog opened={patientId !== null} onClose={onClose} title={t('course')} size="lg">
      {patientId !== null && <Course patientId={patientId} onOpenBeside={onOpenBeside} />}
    </Dialog>
  );
}

function Course({
  patientId,
  onOpenBeside,
}: {
  readonly patientId: number;
  readonly onOpenBeside: CourseDialogProps['onOpenBeside'];
}) {
  const { t } = useTranslation('analyse');
  const { weights } = useOpinionState();
  const analyses = useQuery(requestOptions('analyse:of-patient', { patientId })).data ?? [];
  const analysed = analyses.filter(({ result }) => result !== null);
  const chosen = analysed.find((each) => each.weightsSha256 === weights) ?? analysed.at(-1);
  const lines = chosen === undefined ? [] : courseOf(analysed, chosen.weightsSha256);
  if (lines.length === 0) return <p>{t('noCourse')}</p>;
  return (
    <div className="course" data-testid="course">
      <p className="opinion-research">{t('researchOnly')}</p>
      <p>{t('courseText')}</p>
      {lines.map((line) => (
        <Line key={line.label} line={line} onOpenBeside={onOpenBeside} />
      ))}
    </div>
  );
}

const WIDTH = 420;
const HEIGHT = 56;
const INSET = 8;

interface LineProps {
  readonly line: CourseLine;
  readonly onOpenBeside: CourseDialogProps['onOpenBeside'];
}

function Line({ line, onOpenBeside }: LineProps) {
  const { t } = useTranslation('analyse');
  const f = useFormat();
  const { label, points } = line;
  const name = label === RATIO ? t('ratio') : findingName(t, label);
  const shown = (value: number): string =>
    label === RATIO ? f.number(Math.round(value * 100) / 100) : f.percent(value);
  const at = (index: number, value: number): readonly [number, number] => [
    points.length === 1 ? WIDTH / 2 : INSET + (index / (points.length - 1)) * (WIDTH - 2 * INSET),
    HEIGHT - INSET - value * (HEIGHT - 2 * INSET),
  ];
  const path = points.map(({ value }, index) => at(index, value).join(',')).join(' ');
  const threshold = points.at(-1)?.threshold;
  const describe = ({ StudyDate, value }: CoursePoint): string => `${f.date(StudyDate)}: ${shown(value)}`;
  return (
    <section aria-label={name}>
      <h3 className="truncate">{name}</h3>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={points.map(describe).join('; ')}>
        {threshold !== undefined && (
          <line
            className="course-threshold"
            x1={0}
            x2={WIDTH}
            y1={at(0, threshold)[1]}
            y2={at(0, threshold)[1]}
          />
        )}
        <polyline points={path} />
        {points.map((point, index) => {
          const [x, y] = at(index, point.value);
          return (
            <a
              key={point.studyId}
              href={`#study-${point.studyId}`}
              aria-label={describe(point)}
              onClick={(event) => {
                event.preventDefault();
                onOpenBeside(point.studyId, point.SOPInstanceUID);
              }}
            >
              <title>{describe(point)}</title>
              <circle cx={x} cy={y} r={5} />
            </a>
          );
        })}
      </svg>
      <span className="figures">{shown(points.at(-1)?.value ?? 0)}</span>
    </section>
  );
}
