import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { partNames } from '../../domain/report/index.js';
import { Dialog, requestOptions, useFormat } from '../ui/index.js';

interface HistoryDialogProps {
  readonly opened: boolean;
  readonly studyId: number;
  readonly number: number;
  readonly onClose: () => void;
}

/** What a document said before: by whom and when, the latest first. */
export function HistoryDialog({ opened, studyId, number, onClose }: HistoryDialogProps) {
  const { t } = useTranslation('report');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('history')} size="lg">
      <Versions studyId={studyId} number={number} />
    </Dialog>
  );
}

function Versions({ studyId, number }: Pick<HistoryDialogProps, 'studyId' | 'number'>) {
  const { t } = useTranslation('report');
  const f = useFormat();
  const versions = useQuery({
    ...requestOptions('report:history', { studyId, number }),
    // It grows while one writes.
    staleTime: 0,
    gcTime: 0,
  }).data;
  return (
    <ol className="report-versions">
      {versions?.toReversed().map(({ texts, author, savedAt, kind }) => (
        <li key={`${kind} ${savedAt} ${author}`}>
          <details>
            <summary>
              {f.dateTime(savedAt)} · {t(`version_${kind}`, { author })}
            </summary>
            {partNames
              .filter((name) => texts[name].trim() !== '')
              .map((name) => (
                <p key={name} className="selectable">
                  {texts[name]}
                </p>
              ))}
          </details>
        </li>
      ))}
    </ol>
  );
}
