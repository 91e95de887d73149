import { IconAlertTriangle, IconDisc, IconVersions } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StudyRow } from '../../contract/index.js';
import { displayName } from '../../domain/patient/index.js';
import { useFormat } from '../ui/index.js';
import { columns } from './columns.js';
import type { OnDisc } from './use-announced.js';

interface StudyCellsProps {
  readonly study: StudyRow;
  /** Images that the disc promises, while some are still being copied. */
  readonly promised: number | undefined;
}

/** A stored study, column by column in the order of `columns`. */
export function StudyCells({ study, promised }: StudyCellsProps) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  const count = study.NumberOfStudyRelatedInstances;
  const copying = promised !== undefined && promised > count;
  return (
    <>
      <div role="gridcell" className="name">
        <span className="truncate">{displayName(study.PatientName) || t('unnamed')}</span>
        {study.identityMismatch && (
          <IconAlertTriangle size={14} className="warn" role="img" aria-label={t('mismatch')}>
            <title>{t('mismatch')}</title>
          </IconAlertTriangle>
        )}
        {study.conflicts > 0 && (
          <IconVersions
            size={14}
            className="warn"
            role="img"
            aria-label={t('conflicts', { count: study.conflicts })}
          >
            <title>{t('conflicts', { count: study.conflicts })}</title>
          </IconVersions>
        )}
      </div>
      <div role="gridcell" className="truncate">
        {study.PatientID}
      </div>
      <div role="gridcell" className="quiet figures">
        {f.date(study.PatientBirthDate)}
      </div>
      <div role="gridcell" className="quiet">
        {study.PatientSex}
      </div>
      <div role="gridcell" className="figures">
        {f.date(study.StudyDate)} <span className="quiet">{f.time(study.StudyTime)}</span>
      </div>
      <div role="gridcell" className="truncate" title={study.ModalitiesInStudy.join(' ')}>
        {study.ModalitiesInStudy.join(' ')}
      </div>
      <div role="gridcell" className="truncate" title={study.StudyDescription}>
        {study.StudyDescription}
      </div>
      <div role="gridcell" className="end figures">
        {copying ? `${f.number(count)} / ${f.number(promised)}` : f.number(count)}
      </div>
      <div role="gridcell" className="truncate quiet" title={study.source}>
        {study.source}
      </div>
      <div role="gridcell" className={copying ? 'copying' : `state-${study.state}`}>
        {copying ? t('copying') : t(`state_${study.state}`)}
      </div>
    </>
  );
}

interface OnDiscCellsProps {
  readonly item: OnDisc;
  readonly opening: boolean;
}

/** A study of which a DICOMDIR tells and no image has been copied yet. */
export function OnDiscCells({ item: { study }, opening }: OnDiscCellsProps) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  return (
    <>
      <div role="gridcell" className="name">
        <span className="truncate">{displayName(study.PatientName) || t('unnamed')}</span>
        <IconDisc size={14} className="accent" role="img" aria-label={t('onDiscHint')}>
          <title>{t('onDiscHint')}</title>
        </IconDisc>
      </div>
      <div role="gridcell" className="truncate">
        {study.PatientID}
      </div>
      <div role="gridcell" className="quiet figures">
        {f.date(study.PatientBirthDate)}
      </div>
      <div role="gridcell" className="quiet">
        {study.PatientSex}
      </div>
      <div role="gridcell" className="figures">
        {f.date(study.StudyDate)}
      </div>
      <div role="gridcell" className="truncate">
        {study.ModalitiesInStudy.join(' ')}
      </div>
      <div role="gridcell" className="truncate">
        {study.StudyDescription}
      </div>
      <div role="gridcell" className="end quiet figures">
        {f.number(study.NumberOfStudyRelatedInstances)}
      </div>
      <div role="gridcell" />
      <div role="gridcell" className="copying">
        {t(opening ? 'opening' : 'onDisc')}
      </div>
    </>
  );
}

/** Keeps the place of a row whose page is on the way. */
export function PlaceholderCells() {
  return columns.map((column) => (
    <div key={column.key} role="gridcell">
      <span className="placeholder" />
    </div>
  ));
}
