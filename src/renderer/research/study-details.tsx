import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundStudy } from '../../contract/index.js';
import { requestOptions, useFailureText, useFormat } from '../ui/index.js';

/** An object of a research copy on its own. */
export type RenderPreview = (object: `object/${number}`) => ReactNode;

interface StudyDetailsProps {
  readonly study: FoundStudy;
  readonly destinationId: number;
  readonly renderPreview: RenderPreview;
  readonly onOpen: () => void;
}

/** One study that was found: its first image, and everything that was said of it. */
export function StudyDetails({ study, destinationId, renderPreview, onOpen }: StudyDetailsProps) {
  const { t } = useTranslation('research');
  const f = useFormat();
  const failureText = useFailureText();
  const { StudyInstanceUID } = study;
  const preview = useQuery(requestOptions('research:preview', { destinationId, StudyInstanceUID }));
  return (
    <aside className="research-details" aria-label={t('details')}>
      <div className="research-preview" aria-busy={preview.isPending}>
        {preview.isError && <p role="alert">{failureText(preview.error)}</p>}
        {typeof preview.data === 'number' && renderPreview(`object/${preview.data}`)}
      </div>
      <Button leftSection={<IconEye size={14} />} onClick={onOpen}>
        {t('open')}
      </Button>
      <p className="research-remark">{t('copyRemark')}</p>
      <h2>{t('column_findings')}</h2>
      {study.findings.length + study.severities.length === 0 && <p>{t('noFindings')}</p>}
      <ul>
        {study.findings.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole
          <li key={at} data-voice={one.voice}>
            <b>{one.code.CodeMeaning}</b> · {t(`voice_${one.voice}`)}
            {one.by !== '' && ` · ${one.by}`}
            {one.likelihood !== null && ` · ${t(`likelihood_${one.likelihood}`)}`}
            {one.probability !== null && ` · ${f.number(one.probability)}`}
          </li>
        ))}
        {study.severities.map(({ name, value, voice }) => (
          <li key={`${name} ${voice}`} data-voice={voice}>
            <b>{name}</b> {f.number(value)} · {t(`voice_${voice}`)}
          </li>
        ))}
      </ul>
    </aside>
  );
}
