import { useTranslation } from 'react-i18next';
import type { StudyRow } from '../../../contract/index.js';
import { useFormat } from '../../ui/index.js';
import './prior-badge.css';

interface PriorBadgeProps {
  /** The study that is open. */
  readonly study: StudyRow;
  /** Of the picture that is on the canvas, by its own bytes. */
  readonly StudyDate: string;
}

/** Says of a picture of another study that it is one, and how much older it is. */
export function PriorBadge({ study, StudyDate }: PriorBadgeProps) {
  const { t } = useTranslation('hang');
  const format = useFormat();
  const interval = format.age(StudyDate, study.StudyDate);
  const text =
    StudyDate === '' || study.StudyDate === ''
      ? t('priorUnknown')
      : StudyDate === study.StudyDate
        ? t('priorSameDay')
        : t('prior', { interval });
  return (
    <p className="prior-badge" data-testid="prior-badge">
      <b>{format.date(StudyDate)}</b> {text}
    </p>
  );
}
