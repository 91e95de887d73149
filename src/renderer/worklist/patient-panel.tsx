import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDisc, IconVersions } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnouncedStudy, SeriesRow, StudyRow } from '../../contract/index.js';
import { displayName } from '../../domain/patient/index.js';
import { FailureMessage, requestOptions, useFormat } from '../ui/index.js';
import './patient-panel.css';

export type RenderThumbnail = (series: SeriesRow) => ReactNode;

/** Opens a study; with a series, that one is in the first viewport. */
export type OpenStudy = (studyId: number, seriesId?: number) => void;

interface PatientPanelProps {
  /** The study under the worklist's cursor. */
  readonly study: StudyRow;
  readonly renderThumbnail: RenderThumbnail;
  readonly onOpen: OpenStudy;
  readonly onRelease: (studyIds: readonly number[]) => void;
}

/** The patient in full, every study that the store has of that patient, and the series of one of them. */
export const PatientPanel = memo(function PatientPanel(props: PatientPanelProps) {
  const { study, renderThumbnail, onOpen, onRelease } = props;
  const { t } = useTranslation(['worklist', 'deidentify']);
  const [choice, setChoice] = useState({ of: study.id, studyId: study.id });
  // A choice among the patient's studies lasts until the cursor moves.
  const studyId = choice.of === study.id ? choice.studyId : study.id;
  const studies = useQuery({
    ...requestOptions('store:patient-studies', { patientId: study.patientId }),
    placeholderData: keepPreviousData,
  });
  const ofPatient = studies.data?.[0]?.patientId === study.patientId ? studies.data : [study];
  const shown = ofPatient.find(({ id }) => id === studyId) ?? study;

  return (
    <aside className="patient-panel" aria-label={t('panel')}>
      <PatientHeader study={shown}>
        <Warnings study={shown} />
      </PatientHeader>
      <section className="patient-studies">
        <h3>{t('studies', { count: ofPatient.length })}</h3>
        {ofPatient.map((each) => (
          <PatientStudy
            key={each.id}
            study={each}
            current={each.id === studyId}
            onChoose={() => setChoice({ of: study.id, studyId: each.id })}
            onOpen={() => onOpen(each.id)}
          />
        ))}
      </section>
      <StudySeries studyId={studyId} renderThumbnail={renderThumbnail} onOpen={onOpen} />
      <footer>
        <Button fullWidth size="sm" onClick={() => onOpen(studyId)}>
          {t('open')}
        </Button>
        <Button size="sm" variant="default" onClick={() => onRelease([studyId])}>
          {t('deidentify:releaseStudies')}
        </Button>
      </footer>
    </aside>
  );
});

interface PersonProps {
  readonly study: AnnouncedStudy &
    Partial<Pick<StudyRow, 'IssuerOfPatientID' | 'AccessionNumber' | 'InstitutionName'>>;
  /** What the reader must know of this patient or study. */
  readonly children?: ReactNode;
}

function PatientHeader({ study, children }: PersonProps) {
  const { t } = useTranslation(['worklist', 'common']);
  const f = useFormat();
  const sex = study.PatientSex;
  const facts: readonly (readonly [name: string, value: string])[] = [
    [t('id'), study.PatientID],
    [t('issuer'), study.IssuerOfPatientID ?? ''],
    [t('birthDate'), f.date(study.PatientBirthDate)],
    [t('age'), f.age(study.PatientBirthDate, study.StudyDate)],
    [t('sex'), sex === 'F' || sex === 'M' || sex === 'O' ? t(`common:sex_${sex}`) : sex],
    [t('accession'), study.AccessionNumber ?? ''],
    [t('institution'), study.InstitutionName ?? ''],
  ];
  return (
    <header>
      <h2 className="selectable">{displayName(study.PatientName) || t('unnamed')}</h2>
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="selectable">{value}</dd>
            </div>
          ))}
      </dl>
      {children}
    </header>
  );
}

/** The identity and conflicts of a stored study, where there is something to warn of. */
function Warnings({ study }: { readonly study: StudyRow }) {
  const { t } = useTranslation('worklist');
  return (
    <>
      {study.identityMismatch && (
        <p className="notice warning">
          <IconAlertTriangle size={15} />
          <span>
            <b>{t('mismatchTitle')}</b> {t('mismatchText')}
          </span>
        </p>
      )}
      {study.conflicts > 0 && (
        <p className="notice warning">
          <IconVersions size={15} />
          <span>{t('conflicts', { count: study.conflicts })}</span>
        </p>
      )}
    </>
  );
}

/** A patient of whom only a disc's directory tells so far. */
export function OnDiscPanel({ study }: { readonly study: AnnouncedStudy }) {
  const { t } = useTranslation('worklist');
  return (
    <aside className="patient-panel" aria-label={t('panel')}>
      <PatientHeader study={study}>
        <p className="notice">
          <IconDisc size={15} />
          <span>{t('onDiscHint')}</span>
        </p>
      </PatientHeader>
    </aside>
  );
}

interface PatientStudyProps {
  readonly study: StudyRow;
  readonly current: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}

function PatientStudy({ study, current, onChoose, onOpen }: PatientStudyProps) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  return (
    <button
      type="button"
      aria-current={current ? 'true' : undefined}
      data-new={study.state === 'new' || undefined}
      onClick={onChoose}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        // Space chooses, Enter opens, as in the list.
        if (event.key !== 'Enter') return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span>{f.date(study.StudyDate)}</span>
      <b>{study.ModalitiesInStudy.join(' ')}</b>
      <span className="truncate">{study.StudyDescription || t('noDescription')}</span>
    </button>
  );
}

interface StudySeriesProps {
  readonly studyId: number;
  readonly renderThumbnail: RenderThumbnail;
  readonly onOpen: OpenStudy;
}

function StudySeries({ studyId, renderThumbnail, onOpen }: StudySeriesProps) {
  const { t } = useTranslation('worklist');
  // No placeholder: one patient's pictures must never stand under another's name, not even for a moment.
  const content = useQuery(requestOptions('store:content', { studyId }));
  if (content.error !== null)
    return <FailureMessage error={content.error} onRetry={() => void content.refetch()} />;
  const series = content.data?.series ?? [];
  return (
    <section className="study-series">
      <h3>{content.data && t('series', { count: series.length })}</h3>
      <div>
        {series.map((each) => (
          <button type="button" key={each.id} onClick={() => onOpen(studyId, each.id)}>
            <span className="series-picture">{renderThumbnail(each)}</span>
            <span className="truncate" title={each.SeriesDescription}>
              {each.SeriesDescription || t('noDescription')}
            </span>
            <small>
              {each.Modality} · {t('images', { count: each.instances.length })}
            </small>
          </button>
        ))}
      </div>
    </section>
  );
}
