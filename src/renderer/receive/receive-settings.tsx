import { NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ReceiveWishes } from '../../contract/index.js';
import { changeSettings, listen, queryClient, requestOptions, useFormat, useSettings } from '../ui/index.js';

/** Keeps what is shown of receiving as it is. @returns a function that ends it */
export function followReceiving(): () => void {
  return listen('receive:status', (status) =>
    queryClient.setQueryData(requestOptions('receive:status').queryKey, status),
  );
}

/** Whether this workplace listens for modalities, as whom, and to whom. */
export function ReceiveSettings() {
  const { t } = useTranslation('receive');
  const { receive } = useSettings();
  /** Only what could be listened with counts; half a name is none. */
  const change = (part: Partial<ReceiveWishes>): void => {
    const wished = ReceiveWishes.safeParse({ ...receive, ...part });
    if (wished.success) void changeSettings({ receive: wished.data });
  };
  return (
    <>
      <section>
        <div>
          <h2>{t('title')}</h2>
          <p>{t('text')}</p>
          <ReceiveState />
        </div>
        <Switch
          aria-label={t('title')}
          checked={receive.on}
          onChange={(event) => change({ on: event.currentTarget.checked })}
        />
      </section>
      {receive.on && (
        <>
          <section>
            <div>
              <h2>{t('aeTitle')}</h2>
              <p>{t('aeTitleText')}</p>
            </div>
            <TextInput
              aria-label={t('aeTitle')}
              maxLength={16}
              defaultValue={receive.aeTitle}
              onBlur={(event) => change({ aeTitle: event.currentTarget.value })}
            />
          </section>
          <section>
            <div>
              <h2>{t('port')}</h2>
              <p>{t('portText')}</p>
            </div>
            <NumberInput
              aria-label={t('port')}
              w="7rem"
              min={1}
              max={65_535}
              allowDecimal={false}
              thousandSeparator={false}
              defaultValue={receive.port}
              onBlur={(event) => change({ port: Number(event.currentTarget.value) })}
            />
          </section>
          <section>
            <div>
              <h2>{t('network')}</h2>
              <p>{t('networkText')}</p>
            </div>
            <SegmentedControl
              aria-label={t('network')}
              value={receive.network ? 'network' : 'here'}
              onChange={(value) => change({ network: value === 'network' })}
              data={(['here', 'network'] as const).map((value) => ({ value, label: t(`network_${value}`) }))}
            />
          </section>
          <section>
            <div>
              <h2>{t('callers')}</h2>
              <p>{t('callersText')}</p>
            </div>
            <TextInput
              aria-label={t('callers')}
              defaultValue={receive.callers.join(', ')}
              onBlur={(event) => change({ callers: titlesIn(event.currentTarget.value) })}
            />
          </section>
        </>
      )}
    </>
  );
}

/** Whether it listens, why not, and what came. */
function ReceiveState() {
  const { t } = useTranslation('receive');
  const f = useFormat();
  const status = useQuery(requestOptions('receive:status')).data;
  if (status === undefined || status.state === 'off') return null;
  const { state, problem, received, last } = status;
  return (
    <div className="detail" role="status">
      <span>{t(state === 'failed' ? `problem_${problem ?? 'internal'}` : `state_${state}`)}</span>
      {last !== null && (
        <span>
          {t('received', { formatted: f.number(received), caller: last.caller, at: f.dateTime(last.at) })}
        </span>
      )}
    </div>
  );
}

function titlesIn(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((title) => title.trim())
    .filter((title) => title !== '');
}
