import { Button, Chip, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeSettings,
  queryClient,
  request,
  requestOptions,
  useFailureText,
  useSettings,
} from '../ui/index.js';
import { ProfileText } from './release-dialog.js';
import { SecretDialog } from './secret-dialog.js';
import './release-settings.css';

/** Those that a chest hospital has; a site's own others are kept as they were set. */
const modalities = ['DX', 'CR', 'CT', 'MR', 'PT', 'RF', 'XA', 'US', 'MG', 'SC', 'SR'];

/** What a site decides about releases: the profile, who may leave unseen, and the secret behind the pseudonyms. */
export function ReleaseSettings() {
  const { t } = useTranslation('deidentify');
  const [secretOpen, setSecretOpen] = useState(false);
  const secret = useQuery(requestOptions('deidentify:secret')).data;
  return (
    <>
      <ProfileChoice />
      <Policy />
      <section>
        <div>
          <h2>{t('settingsSecret')}</h2>
          <p>{t('settingsSecretText')}</p>
          {secret !== undefined && (
            <div className="detail">
              <span>{t(`kept_${secret.kept}`)}</span>
              <code className="selectable">{t('fingerprint', { fingerprint: secret.fingerprint })}</code>
            </div>
          )}
        </div>
        <Button variant="default" onClick={() => setSecretOpen(true)}>
          {t('secretOpen')}
        </Button>
      </section>
      <SecretDialog opened={secretOpen} onClose={() => setSecretOpen(false)} />
    </>
  );
}

function ProfileChoice() {
  const { t } = useTranslation('deidentify');
  const { releaseProfile } = useSettings();
  const profiles = useQuery(requestOptions('deidentify:profiles')).data ?? [];
  const summary = profiles.find(({ profile }) => profile.name === releaseProfile);
  return (
    <section>
      <div>
        <h2>{t('settingsProfile')}</h2>
        <p>{t('settingsProfileText')}</p>
        {summary !== undefined && (
          <div className="detail">
            <span>
              <ProfileText summary={summary} />
            </span>
            <code className="selectable" title={summary.hash}>
              {t('profileVersion', { version: summary.profile.version })} · {summary.hash.slice(0, 12)}
            </code>
          </div>
        )}
      </div>
      <NativeSelect
        aria-label={t('settingsProfile')}
        value={releaseProfile}
        onChange={(event) => void changeSettings({ releaseProfile: event.currentTarget.value })}
        data={[...new Set([releaseProfile, ...profiles.map(({ profile }) => profile.name)])]}
      />
    </section>
  );
}

function Policy() {
  const { t } = useTranslation('deidentify');
  const failureText = useFailureText();
  const options = requestOptions('deidentify:policy-read');
  const policy = useQuery(options).data;
  const [failure, setFailure] = useState('');
  const chosen = policy?.unreviewedModalities ?? [];
  const write = async (unreviewedModalities: string[]): Promise<void> => {
    try {
      queryClient.setQueryData(
        options.queryKey,
        await request('deidentify:policy-write', { unreviewedModalities }),
      );
      setFailure('');
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  return (
    <section className="release-policy">
      <div>
        <h2>{t('settingsPolicy')}</h2>
        <p>{t('settingsPolicyText')}</p>
        <p role="status">{failure}</p>
      </div>
      <Chip.Group multiple value={chosen} onChange={(value) => void write(value)}>
        <div role="group" aria-label={t('settingsPolicy')}>
          {[...new Set([...modalities, ...chosen])].map((modality) => (
            <Chip key={modality} value={modality} size="xs" variant="outline">
              {modality}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </section>
  );
}
