import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../contract/index.js';
import { findingName, requestOptions, useFormat } from '../ui/index.js';
import { measurementText, opinionText } from './sentences.js';
import { useForm } from './use-proposal.js';

interface InsertMenuProps {
  readonly studyId: number;
  readonly language: Language;
  readonly onInsert: (text: string) => void;
}

/** What others of the program know of the films, as sentences: nothing of it gets into a report by itself. */
export function InsertMenu({ studyId, language, onInsert }: InsertMenuProps) {
  const { t } = useTranslation('report');
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default">{t('insert')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Choices studyId={studyId} language={language} onInsert={onInsert} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Read when the menu opens. */
function Choices({ studyId, language, onInsert }: InsertMenuProps) {
  const { t, i18n } = useTranslation('report');
  const format = useFormat(language);
  const words = i18n.getFixedT(language, 'report');
  const names = i18n.getFixedT(language, 'analyse');
  const form = useForm(studyId, language);
  const opinions = useQuery(requestOptions('analyse:of-study', { studyId })).data ?? [];
  const measurements = useQuery({
    ...requestOptions('report:measurements', { studyId }),
    // Drawn beside it all the time.
    staleTime: 0,
  }).data;
  const sources = [
    [t('insertForm'), form?.text ?? ''],
    [t('insertMeasurements'), measurementText(measurements ?? [], format, words)],
    [t('insertOpinion'), opinionText(opinions, (label) => findingName(names, label), format, words)],
  ] as const;
  return sources.map(([label, text]) => (
    <Menu.Item key={label} disabled={text === ''} onClick={() => onInsert(text)}>
      {label}
    </Menu.Item>
  ));
}
