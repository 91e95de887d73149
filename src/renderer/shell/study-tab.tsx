import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { displayName } from '../../domain/patient/index.js';
import { requestOptions, useFormat } from '../ui/index.js';
import { closeStudy, openStudy } from './navigation.js';

interface StudyTabProps {
  readonly studyId: number;
  readonly current: boolean;
}

/** An open study by its patient and date. */
export function StudyTab({ studyId, current }: StudyTabProps) {
  const { t } = useTranslation(['shell', 'worklist']);
  const f = useFormat();
  const study = useQuery(requestOptions('store:content', { studyId })).data?.study;
  const name = study === undefined ? '…' : displayName(study.PatientName) || t('worklist:unnamed');
  return (
    <span className="study-tab" data-current={current || undefined}>
      <button
        type="button"
        className="top-bar-item"
        aria-current={current ? 'page' : undefined}
        onClick={() => openStudy(studyId)}
        onAuxClick={(event) => event.button === 1 && closeStudy(studyId)}
      >
        <span className="truncate">{name}</span>
        <small>{study === undefined ? '' : f.date(study.StudyDate)}</small>
      </button>
      <button
        type="button"
        className="study-tab-close"
        aria-label={t('closeStudy', { name })}
        onClick={() => closeStudy(studyId)}
      >
        <IconX size={13} />
      </button>
    </span>
  );
}
