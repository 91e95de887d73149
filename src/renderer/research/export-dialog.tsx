import { Button, Checkbox, NumberInput, Progress, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CohortQuery, type ExportEnd, type ExportRequest, SetFormat } from '../../contract/index.js';
import { Dialog, request, useFailureText, useFormat } from '../ui/index.js';
import { useProgress } from './use-progress.js';

interface ExportDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly destinationId: number;
  readonly query: CohortQuery;
  readonly studies: number;
}

/** How a cohort becomes a training set. It goes on while the dialog is closed. */
export function ExportDialog({ opened, onClose, destinationId, query, studies }: ExportDialogProps) {
  const { t } = useTranslation(['research', 'common']);
  const [wishes, setWishes] = useState<Omit<ExportRequest, 'destinationId' | 'query'>>({
    dir: '',
    name: '',
    licence: '',
    formats: ['dicom', 'png8'],
    train: 0.8,
    validation: 0.1,
    heldOutSites: [],
  });
  const [running, setRunning] = useState(false);
  const [notice, setNotice] = useState('');
  const failureText = useFailureText();
  const endText = useEndText();
  const change = (some: Partial<typeof wishes>): void => setWishes((old) => ({ ...old, ...some }));
  const start = async (): Promise<void> => {
    setRunning(true);
    setNotice('');
    try {
      setNotice(endText(await request('research:export', { destinationId, query, ...wishes })));
    } catch (error) {
      setNotice(failureText(error));
    } finally {
      setRunning(false);
    }
  };
  const chooseFolder = async (): Promise<void> => {
    const dir = await request('research:choose-folder');
    if (dir !== null) change({ dir });
  };
  const part = (name: 'train' | 'validation') => (
    <NumberInput
      label={t(`part_${name}`)}
      value={wishes[name] * 100}
      min={0}
      max={100}
      suffix=" %"
      onChange={(value) => change({ [name]: (typeof value === 'number' ? value : 0) / 100 })}
    />
  );
  const isReady =
    wishes.dir !== '' &&
    wishes.name.trim() !== '' &&
    wishes.formats.length > 0 &&
    wishes.train + wishes.validation <= 1;
  return (
    <Dialog opened={opened} onClose={onClose} title={t('exportTitle')} size="lg">
      <div className="research-export">
        <p>{t('exportText', { count: studies })}</p>
        <div className="research-folder">
          <TextInput
            label={t('folder')}
            value={wishes.dir}
            onChange={(event) => change({ dir: event.currentTarget.value })}
          />
          <Button variant="default" onClick={() => void chooseFolder()}>
            {t('chooseFolder')}
          </Button>
        </div>
        <TextInput
          label={t('setName')}
          value={wishes.name}
          maxLength={128}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('licence')}
          value={wishes.licence}
          maxLength={128}
          onChange={(event) => change({ licence: event.currentTarget.value })}
        />
        <Checkbox.Group
          label={t('formats')}
          value={wishes.formats}
          onChange={(values) =>
            change({ formats: SetFormat.options.filter((format) => values.includes(format)) })
          }
        >
          {SetFormat.options.map((format) => (
            <Checkbox key={format} value={format} label={t(`format_${format}`)} />
          ))}
        </Checkbox.Group>
        <div className="research-pair">
          {part('train')}
          {part('validation')}
        </div>
        <p className="research-remark">{t('splitsRemark')}</p>
        <TextInput
          label={t('heldOut')}
          value={wishes.heldOutSites.join(', ')}
          onChange={(event) =>
            change({
              heldOutSites: event.currentTarget.value
                .split(/,\s*/)
                .filter((site, at, all) => site !== '' || at === all.length - 1),
            })
          }
        />
        {running && <Running />}
        <p role="status">{notice}</p>
        <footer>
          {running ? (
            <Button variant="default" onClick={() => void request('research:cancel-export')}>
              {t('cancelExport')}
            </Button>
          ) : (
            <Button disabled={!isReady} onClick={() => void start()}>
              {t('startExport')}
            </Button>
          )}
        </footer>
      </div>
    </Dialog>
  );
}

function Running() {
  const { t } = useTranslation('research');
  const progress = useProgress();
  const { step = 'searching', done = 0, total = 0 } = progress ?? {};
  const part = total === 0 ? 0 : (100 * done) / total;
  return (
    <div>
      <Progress value={part} aria-label={t('exportTitle')} />
      <p className="research-remark">{t(`step_${step}`, { done, total })}</p>
    </div>
  );
}

/** How an export ended, in a sentence. */
function useEndText(): (end: ExportEnd) => string {
  const { t } = useTranslation('research');
  const f = useFormat();
  return (end) => {
    if (end.kind !== 'done') return t(`end_${end.kind}`);
    const said = t('end_done', {
      studies: f.number(end.studies),
      added: f.number(end.added),
      images: f.number(end.images),
      volumes: f.number(end.volumes),
      bytes: f.bytes(end.bytes),
    });
    return end.leftOut === 0 ? said : `${said} ${t('end_leftOut', { number: f.number(end.leftOut) })}`;
  };
}
