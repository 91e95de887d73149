import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../ui/index.js';
import type { FilmDraft } from './film-identity.js';
import { PatientSearch } from './patient-search.js';

interface FilmPatientProps {
  readonly draft: FilmDraft;
  readonly onChange: (draft: FilmDraft) => void;
}

/** Who the patient is, and what there is to say of the film. */
export function FilmPatient({ draft, onChange }: FilmPatientProps) {
  const { t } = useTranslation(['import', 'common']);
  return (
    <section className="film-patient">
      <h3>{t('thePatient')}</h3>
      <SegmentedControl
        fullWidth
        aria-label={t('thePatient')}
        value={draft.from}
        onChange={(from) => onChange({ ...draft, from: from === 'typed' ? 'typed' : 'store' })}
        data={[
          { value: 'store', label: t('existingPatient') },
          { value: 'typed', label: t('newPatient') },
        ]}
      />
      {draft.from === 'store' ? (
        <PatientSearch chosen={draft.existing} onChoose={(existing) => onChange({ ...draft, existing })} />
      ) : (
        <TypedPatient draft={draft} onChange={onChange} />
      )}
      <h3>{t('theFilms')}</h3>
      <div className="fields">
        <DayInput
          label={t('studyDate')}
          value={draft.StudyDate}
          onChange={(StudyDate) => onChange({ ...draft, StudyDate })}
        />
        <NativeSelect
          label={t('view')}
          value={draft.ViewPosition}
          onChange={(event) => onChange({ ...draft, ViewPosition: event.currentTarget.value })}
          data={[
            { value: '', label: t('notSaid') },
            ...(['PA', 'AP', 'LL', 'RL'] as const).map((value) => ({ value, label: t(`view_${value}`) })),
          ]}
        />
        <NativeSelect
          label={t('modality')}
          value={draft.Modality}
          onChange={(event) => onChange({ ...draft, Modality: event.currentTarget.value })}
          data={(['DX', 'CR', 'OT'] as const).map((value) => ({ value, label: t(`modality_${value}`) }))}
        />
        <TextInput
          label={t('description')}
          maxLength={64}
          value={draft.StudyDescription}
          onChange={(event) => onChange({ ...draft, StudyDescription: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}

function TypedPatient({ draft, onChange }: FilmPatientProps) {
  const { t } = useTranslation(['import', 'common']);
  const { typed } = draft;
  const field = (key: keyof FilmDraft['typed'], maxLength: number) => ({
    maxLength,
    value: typed[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...draft, typed: { ...typed, [key]: event.currentTarget.value } }),
  });
  return (
    <div className="fields">
      <TextInput label={t('familyName')} required {...field('familyName', 64)} />
      <TextInput label={t('givenName')} {...field('givenName', 64)} />
      <TextInput label={t('patientId')} required {...field('PatientID', 64)} />
      <TextInput label={t('issuer')} {...field('IssuerOfPatientID', 64)} />
      <DayInput
        label={t('birthDate')}
        value={typed.PatientBirthDate}
        onChange={(PatientBirthDate) => onChange({ ...draft, typed: { ...typed, PatientBirthDate } })}
      />
      <NativeSelect
        label={t('sex')}
        value={typed.PatientSex}
        onChange={(event) =>
          onChange({ ...draft, typed: { ...typed, PatientSex: event.currentTarget.value } })
        }
        data={[
          { value: '', label: t('notSaid') },
          ...(['F', 'M', 'O'] as const).map((value) => ({ value, label: t(`common:sex_${value}`) })),
        ]}
      />
    </div>
  );
}
