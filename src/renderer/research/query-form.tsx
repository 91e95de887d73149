import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CohortQuery, Destination } from '../../contract/index.js';
import { DayInput } from '../ui/index.js';
import { CohortMenu } from './cohort-menu.js';
import { ask, changeDesk, changeDraft, useDesk } from './desk-state.js';

interface QueryFormProps {
  readonly destinations: readonly Destination[];
  readonly destinationId: number;
}

/** Which studies are looked for. */
export function QueryForm({ destinations, destinationId }: QueryFormProps) {
  const { t } = useTranslation(['research', 'sync']);
  const { draft } = useDesk();
  const text = (name: 'modality' | 'bodyPart' | 'site' | 'finding') => (
    <TextInput
      label={t(`field_${name}`)}
      value={draft[name] ?? ''}
      maxLength={128}
      onChange={(event) => changeDraft({ [name]: event.currentTarget.value })}
    />
  );
  const day = (name: 'dateFrom' | 'dateTo') => (
    <DayInput
      label={t(`field_${name}`)}
      value={draft[name] ?? ''}
      onChange={(DA) => changeDraft({ [name]: DA })}
    />
  );
  const number = (name: 'ageFrom' | 'ageTo' | 'severityFrom' | 'severityTo') => (
    <NumberInput
      label={t(`field_${name}`)}
      value={draft[name] ?? ''}
      min={0}
      hideControls
      onChange={(value) => changeDraft({ [name]: typeof value === 'number' ? value : undefined })}
    />
  );
  const choice = (name: 'sex' | 'voice' | 'likelihood', values: readonly string[]) => (
    <Select
      label={t(`field_${name}`)}
      data={values.map((value) => ({ value, label: t(`${name}_${value}` as 'sex_F') }))}
      placeholder={t('any')}
      value={draft[name] ?? null}
      clearable
      onChange={(value) => changeDraft({ [name]: value ?? undefined } as CohortQuery)}
    />
  );
  return (
    <form
      className="research-form"
      aria-label={t('query')}
      onSubmit={(event) => {
        event.preventDefault();
        ask(destinationId);
      }}
    >
      <Select
        label={t('repository')}
        data={destinations.map((one) => ({
          value: String(one.id),
          label: one.name || (one.kind === 'folder' ? t('sync:ownFolder') : one.place),
        }))}
        value={String(destinationId)}
        allowDeselect={false}
        onChange={(value) => changeDesk({ destinationId: Number(value) })}
      />
      <CohortMenu />
      <div className="research-pair">
        {text('modality')}
        {text('bodyPart')}
      </div>
      <div className="research-pair">
        {day('dateFrom')}
        {day('dateTo')}
      </div>
      <div className="research-pair">
        {choice('sex', ['F', 'M', 'O'])}
        {text('site')}
      </div>
      <div className="research-pair">
        {number('ageFrom')}
        {number('ageTo')}
      </div>
      {text('finding')}
      <div className="research-pair">
        {choice('voice', ['reader', 'model'])}
        {choice('likelihood', ['unlikely', 'indeterminate', 'likely'])}
      </div>
      <div className="research-pair">
        {number('severityFrom')}
        {number('severityTo')}
      </div>
      <p className="research-remark">{t('voicesRemark')}</p>
      <Button type="submit" leftSection={<IconSearch size={14} />}>
        {t('search')}
      </Button>
    </form>
  );
}
