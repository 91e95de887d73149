import { Autocomplete, Button } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction, queryClient, request, requestOptions, useFailureText } from '../ui/index.js';
import { changeDesk, useDesk } from './desk-state.js';

/** Saved cohorts: one is taken up by its name, and what is typed is saved under one. */
export function CohortMenu() {
  const { t } = useTranslation('research');
  const cohorts = useQuery(requestOptions('research:cohorts')).data ?? [];
  const failureText = useFailureText();
  const [name, setName] = useState('');
  const [notice, setNotice] = useState('');
  const change = async (work: () => Promise<unknown>, said: string): Promise<void> => {
    try {
      await work();
      await queryClient.invalidateQueries({ queryKey: ['research:cohorts'] });
      setNotice(said);
    } catch (error) {
      setNotice(failureText(error));
    }
  };
  const save = (): Promise<void> =>
    change(
      () => request('research:save-cohort', { name, query: useDesk.getState().draft }),
      t('cohortSaved', { name }),
    );
  const isKnown = cohorts.some((one) => one.name === name);
  return (
    <div className="research-cohort">
      <Autocomplete
        label={t('cohort')}
        placeholder={t('cohortPlaceholder')}
        data={cohorts.map((one) => one.name)}
        value={name}
        maxLength={64}
        onChange={setName}
        onOptionSubmit={(chosen) => {
          const cohort = cohorts.find((one) => one.name === chosen);
          if (cohort !== undefined) changeDesk({ draft: cohort.query });
        }}
      />
      <IconAction
        label={t('saveCohort')}
        icon={<IconDeviceFloppy size={16} />}
        onClick={() => {
          if (name.trim() !== '') void save();
        }}
      />
      {isKnown && (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() =>
            void change(() => request('research:remove-cohort', { name }), t('cohortRemoved', { name }))
          }
        >
          {t('removeCohort')}
        </Button>
      )}
      <span role="status">{notice}</span>
    </div>
  );
}
