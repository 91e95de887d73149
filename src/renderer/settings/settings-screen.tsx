import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Language, Settings, ViewLayout } from '../../contract/index.js';
import {
  changeSettings,
  languageNames,
  request,
  requestOptions,
  useFormat,
  usePainted,
  useSettings,
} from '../ui/index.js';
import './settings-screen.css';

const keyProfiles = Settings.shape.keyProfile.unwrap();

interface SettingsScreenProps {
  readonly onSettled: () => void;
  /** Settings of the stages of a study's story. */
  readonly children?: ReactNode;
}

/** What a reader can choose, and where things are kept. Every choice counts at once; there is no Save. */
export function SettingsScreen({ onSettled, children }: SettingsScreenProps) {
  const { t } = useTranslation('settings');
  const f = useFormat();
  const settings = useSettings();
  const info = useQuery(requestOptions('app:info'));
  usePainted(!info.isPending, onSettled);

  return (
    <div className="settings-screen">
      <div>
        <h1>{t('title')}</h1>
        <Setting title={t('language')} text={t('languageText')}>
          <NativeSelect
            aria-label={t('language')}
            value={settings.language}
            onChange={(event) => void changeSettings({ language: Language.parse(event.currentTarget.value) })}
            data={Language.options.map((value) => ({ value, label: languageNames[value] }))}
          />
        </Setting>
        <Setting title={t('keys')} text={t('keysText')}>
          <SegmentedControl
            aria-label={t('keys')}
            value={settings.keyProfile}
            onChange={(value) => void changeSettings({ keyProfile: keyProfiles.parse(value) })}
            data={keyProfiles.options.map((value) => ({ value, label: t(`keys_${value}`) }))}
          />
        </Setting>
        <Setting title={t('layout')} text={t('layoutText')}>
          <SegmentedControl
            aria-label={t('layout')}
            value={settings.viewLayout}
            onChange={(value) => void changeSettings({ viewLayout: ViewLayout.parse(value) })}
            data={ViewLayout.options.map((value) => ({ value, label: value.replace('x', ' × ') }))}
          />
        </Setting>
        <Setting title={t('overlay')} text={t('overlayText')}>
          <Switch
            aria-label={t('overlayOn')}
            checked={settings.overlay}
            onChange={(event) => void changeSettings({ overlay: event.currentTarget.checked })}
          />
        </Setting>
        {children}
        <Setting
          title={t('store')}
          text={t('storeText')}
          detail={
            <>
              <code className="selectable">{info.data?.storeDir}</code>
              {typeof info.data?.storeBytesFree === 'number' && (
                <span>{t('storeFree', { bytes: f.bytes(info.data.storeBytesFree) })}</span>
              )}
            </>
          }
        >
          <Button variant="default" onClick={() => void request('app:open-store')}>
            {t('openFolder')}
          </Button>
        </Setting>
        <Setting
          title={t('logs')}
          text={t('logsText')}
          detail={<code className="selectable">{info.data?.logDir}</code>}
        >
          <Button variant="default" onClick={() => void request('app:open-logs')}>
            {t('openFolder')}
          </Button>
        </Setting>
      </div>
    </div>
  );
}

interface SettingProps {
  readonly title: string;
  readonly text: string;
  readonly detail?: ReactNode;
  readonly children: ReactNode;
}

function Setting({ title, text, detail, children }: SettingProps) {
  return (
    <section>
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {detail !== undefined && <div className="detail">{detail}</div>}
      </div>
      {children}
    </section>
  );
}
