import { Button, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileSummary } from '../../contract/index.js';
import { changeSettings, Dialog, FailureMessage, requestOptions, useSettings } from '../ui/index.js';
import { propose } from './actions.js';
import { useReview } from './review-state.js';
import { useOptionText } from './words.js';
import './dialogs.css';

/** Asks under which profile studies go, and sends them to the analysis. */
export function ReleaseDialog({ onProposed }: { readonly onProposed: () => void }) {
  const { t } = useTranslation('deidentify');
  const proposing = useReview((review) => review.proposing);
  const close = (): void => useReview.setState({ proposing: null });
  return (
    <Dialog
      opened={proposing !== null}
      onClose={close}
      title={t('proposeTitle', { count: proposing?.length ?? 0 })}
      size="34rem"
    >
      {proposing !== null && <Choice studyIds={proposing} onClose={close} onProposed={onProposed} />}
    </Dialog>
  );
}

interface ChoiceProps {
  readonly studyIds: readonly number[];
  readonly onClose: () => void;
  readonly onProposed: () => void;
}

function Choice({ studyIds, onClose, onProposed }: ChoiceProps) {
  const { t } = useTranslation('deidentify');
  const { releaseProfile } = useSettings();
  const profiles = useQuery(requestOptions('deidentify:profiles'));
  const [chosen, setChosen] = useState(releaseProfile);
  if (profiles.error !== null)
    return <FailureMessage error={profiles.error} onRetry={() => void profiles.refetch()} />;
  const known = profiles.data ?? [];
  // Until they are read, what was chosen last; the store refuses what is no more.
  const name = known.some(({ profile }) => profile.name === chosen)
    ? chosen
    : (known[0]?.profile.name ?? chosen);
  const start = (): void => {
    onClose();
    void changeSettings({ releaseProfile: name });
    void propose(studyIds, name);
    onProposed();
  };
  return (
    <form
      className="release-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <p>{t('proposeText')}</p>
      <Radio.Group aria-label={t('profile')} value={name} onChange={setChosen}>
        {known.map((each) => (
          <Radio
            key={each.profile.name}
            value={each.profile.name}
            label={each.profile.name}
            description={<ProfileText summary={each} />}
          />
        ))}
      </Radio.Group>
      <footer>
        <Button variant="default" size="sm" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button size="sm" type="submit" data-autofocus data-testid="propose">
          {t('propose')}
        </Button>
      </footer>
    </form>
  );
}

/** What a profile does, in a sentence for those that come with the product, by its options for others. */
export function ProfileText({ summary: { profile, builtIn } }: { readonly summary: ProfileSummary }) {
  const { t } = useTranslation('deidentify');
  const optionText = useOptionText();
  if (builtIn && profile.name === 'research') return t('profileText_research');
  if (builtIn && profile.name === 'basic') return t('profileText_basic');
  return profile.options.map(optionText).join(' · ');
}
