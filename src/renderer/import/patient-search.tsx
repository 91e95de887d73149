import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayName } from '../../domain/patient/index.js';
import { requestOptions, useFormat } from '../ui/index.js';
import type { ExistingPatient } from './film-identity.js';

interface PatientSearchProps {
  readonly chosen: ExistingPatient | null;
  readonly onChoose: (patient: ExistingPatient) => void;
}

const SHOWN_PATIENTS = 20;

/** Finds a patient of the store. Lists nobody before something is typed: the first name in a list is a guess. */
export function PatientSearch({ chosen, onChoose }: PatientSearchProps) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), 150);
  const studies = useQuery({
    ...requestOptions('store:studies', {
      text: query,
      sort: { key: 'PatientName', descending: false },
      limit: 200,
    }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
  const found = new Map<number, ExistingPatient>();
  for (const row of query === '' ? [] : (studies.data?.rows ?? [])) found.set(row.patientId, row);
  if (chosen !== null) found.set(chosen.patientId, chosen);
  const patients = [...found.values()].slice(0, SHOWN_PATIENTS);

  return (
    <div className="patient-search">
      <TextInput
        data-autofocus
        type="search"
        aria-label={t('findPatient')}
        placeholder={t('findPatient')}
        leftSection={<IconSearch size={14} />}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="patient-list">
        {patients.map((patient) => (
          <button
            type="button"
            key={patient.patientId}
            aria-pressed={patient.patientId === chosen?.patientId}
            onClick={() =>
              onChoose({
                patientId: patient.patientId,
                PatientName: patient.PatientName,
                PatientID: patient.PatientID,
                IssuerOfPatientID: patient.IssuerOfPatientID,
                PatientBirthDate: patient.PatientBirthDate,
                PatientSex: patient.PatientSex,
              })
            }
          >
            <b className="truncate">{displayName(patient.PatientName)}</b>
            <small>
              {[
                patient.PatientID,
                patient.IssuerOfPatientID,
                f.date(patient.PatientBirthDate),
                patient.PatientSex,
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </small>
          </button>
        ))}
        {query !== '' && studies.data?.rows.length === 0 && <p>{t('noPatientFound')}</p>}
      </div>
    </div>
  );
}
