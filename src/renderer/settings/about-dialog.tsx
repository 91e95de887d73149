import { Button, CopyButton, TextInput } from '@mantine/core';
import { IconClipboard, IconClipboardCheck, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppInfo, Licence } from '../../contract/index.js';
import { Dialog, requestOptions } from '../ui/index.js';
import './about-dialog.css';

interface AboutDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly mark: ReactNode;
}

/** What runs here, and on whose work it stands. */
export function AboutDialog({ opened, onClose, mark }: AboutDialogProps) {
  const { t } = useTranslation('settings');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('aboutTitle')} size="36rem">
      <About mark={mark} />
    </Dialog>
  );
}

function About({ mark }: { readonly mark: ReactNode }) {
  const { t } = useTranslation(['settings', 'common']);
  const info = useQuery(requestOptions('app:info')).data;
  const licences = useQuery(requestOptions('app:licences')).data ?? [];
  if (info === undefined) return null;
  return (
    <div className="about-dialog">
      <div className="about-head">
        {mark}
        <div>
          <h2>{t('common:brand')}</h2>
          <p>
            {t('version', { version: info.version })} · {t('notMedicalDevice')}
          </p>
        </div>
        <CopyButton value={diagnostics(info)}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconClipboardCheck size={14} /> : <IconClipboard size={14} />}
              onClick={copy}
            >
              {copied ? t('copied') : t('copyDiagnostics')}
            </Button>
          )}
        </CopyButton>
      </div>
      <p>{t('story')}</p>
      <dl>
        <dt>{t('runtime')}</dt>
        <dd className={info.runtime}>{t(`runtime_${info.runtime}`)}</dd>
        {builtOn(info).map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{version}</dd>
          </div>
        ))}
        <dt>{t('platform')}</dt>
        <dd>{info.platform}</dd>
      </dl>
      <Licences licences={licences} />
    </div>
  );
}

const builtOn = (info: AppInfo) =>
  [
    ['Electron', info.electron],
    ['Chromium', info.chrome],
    ['Node', info.node],
  ] as const;

/** For a support request. Holds no path, since a folder may be named for a patient, and nothing of the store. */
function diagnostics(info: AppInfo): string {
  return [
    `Tynys ${info.version}`,
    `Runtime: ${info.runtime}`,
    ...builtOn(info).map(([name, version]) => `${name}: ${version}`),
    `Platform: ${info.platform}`,
    `Display: ${window.screen.width}x${window.screen.height} at ${window.devicePixelRatio}`,
    `Language: ${document.documentElement.lang}`,
  ].join('\n');
}

const ROW_HEIGHT_PX = 28;

function Licences({ licences }: { readonly licences: readonly Licence[] }) {
  const { t } = useTranslation('settings');
  const [text, setText] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const found = licences.filter((each) =>
    `${each.name} ${each.licence}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  });
  return (
    <section aria-label={t('licences')}>
      <div className="licences-head">
        <h3>{t('licences', { count: licences.length })}</h3>
        <TextInput
          type="search"
          aria-label={t('filterLicences')}
          placeholder={t('filterLicences')}
          leftSection={<IconSearch size={13} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div
        ref={scroller}
        className="licences"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="list"
        aria-label={t('licences', { count: found.length })}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const licence = found[index];
            return (
              <div key={index} role="listitem" style={{ transform: `translateY(${start}px)` }}>
                <span className="truncate">{licence?.name}</span>
                <small>{licence?.version}</small>
                <small className="truncate">{licence?.licence}</small>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}
