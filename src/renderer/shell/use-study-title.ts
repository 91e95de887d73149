import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { displayName } from '../../domain/patient/index.js';
import { requestOptions, useFormat } from '../ui/index.js';

/** What an open study is called: its patient and its date. */
export function useStudyTitle(studyId: number): { readonly name: string; readonly date: string } {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  const study = useQuery(requestOptions('store:content', { studyId })).data?.study;
  if (study === undefined) return { name: '…', date: '' };
  return { name: displayName(study.PatientName) || t('unnamed'), date: f.date(study.StudyDate) };
}
