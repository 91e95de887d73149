import { IconAlertTriangle, IconDisc, IconVersions } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import type { AnnouncedStudy, StudyRow } from '../../contract/index.js';
import { displayName } from '../../domain/patient/index.js';
import type { Format } from '../ui/index.js';
import { columns } from './columns.js';

/** The language of the table: asked for once, not once a row, because a sort draws every row anew. */
export interface RowWords {
  readonly t: TFunction<['worklist', 'report']>;
  readonly f: Format;
}

interface StudyCellsProps {
  readonly study: StudyRow;
  /** Images that the disc promises, while some are still being copied. */
  readonly promised: number | undefined;
  readonly words: RowWords;
}

/** A stored study. */
export function StudyCells({ study, promised, words }: StudyCellsProps) {
  const { t, f } = words;
  const count = study.NumberOfStudyRelatedInstances;
  const copying = promised !== undefined && promised > count;
  return (
    <RowCells
      study={study}
      words={words}
      signs={
        <>
          {study.identityMismatch && <Sign icon={IconAlertTriangle} className="warn" label={t('mismatch')} />}
          {study.conflicts > 0 && (
            <Sign icon={IconVersions} className="warn" label={t('conflicts', { count: study.conflicts })} />
          )}
        </>
      }
      time={f.time(study.StudyTime)}
      images={copying ? `${f.number(count)} / ${f.number(promised)}` : f.number(count)}
      source={study.source}
      stateClass={copying ? 'copying' : stateClass(study)}
      state={copying ? t('copying') : stateText(study, t)}
    />
  );
}

const isNew = ({ state, reportState }: StudyRow): boolean => state === 'new' && reportState === 'unread';

/** How far a study has been read; one that nobody has opened yet is new. */
const stateText = (study: StudyRow, t: RowWords['t']): string =>
  isNew(study) ? t('state_new') : t(`report:state_${study.reportState}`);

const stateClass = (study: StudyRow): string => (isNew(study) ? 'state-new' : `state-${study.reportState}`);

interface OnDiscCellsProps {
  readonly study: AnnouncedStudy;
  readonly opening: boolean;
  readonly words: RowWords;
}

/** A study of which a DICOMDIR tells and no image has been copied yet. */
export function OnDiscCells({ study, opening, words }: OnDiscCellsProps) {
  const { t, f } = words;
  return (
    <RowCells
      study={study}
      words={words}
      signs={<Sign icon={IconDisc} className="accent" label={t('onDiscHint')} />}
      time=""
      images={f.number(study.NumberOfStudyRelatedInstances)}
      source=""
      stateClass="copying"
      state={t(opening ? 'opening' : 'onDisc')}
    />
  );
}

interface RowCellsProps {
  readonly study: AnnouncedStudy;
  readonly words: RowWords;
  /** Beside the name. */
  readonly signs: ReactNode;
  readonly time: string;
  readonly images: string;
  readonly source: string;
  readonly stateClass: string;
  readonly state: string;
}

/** One row, column by column in the order of `columns`. */
function RowCells({ study, words, signs, time, images, source, stateClass, state }: RowCellsProps) {
  const { t, f } = words;
  const modalities = study.ModalitiesInStudy.join(' ');
  return (
    <>
      <div role="gridcell" className="name">
        <span className="truncate">{displayName(study.PatientName) || t('unnamed')}</span>
        {signs}
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
        {f.date(study.StudyDate)} <span className="quiet">{time}</span>
      </div>
      <div role="gridcell" className="truncate" title={modalities}>
        {modalities}
      </div>
      <div role="gridcell" className="truncate" title={study.StudyDescription}>
        {study.StudyDescription}
      </div>
      <div role="gridcell" className="end figures">
        {images}
      </div>
      <div role="gridcell" className="truncate quiet" title={source}>
        {source}
      </div>
      <div role="gridcell" className={`truncate ${stateClass}`} title={state}>
        {state}
      </div>
    </>
  );
}

interface SignProps {
  readonly icon: typeof IconDisc;
  readonly className: string;
  readonly label: string;
}

function Sign({ icon: Icon, className, label }: SignProps) {
  return (
    <Icon size={14} className={className} role="img" aria-label={label}>
      <title>{label}</title>
    </Icon>
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
