import { Button, Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Destination,
  type DestinationDraft,
  type LinkLogin,
  LinkOptions,
  type LinkProblem,
} from '../../contract/index.js';
import { Dialog, request, useFailureText } from '../ui/index.js';
import { refreshDestinations } from './use-sync.js';

interface DestinationDialogProps {
  /** Undefined: a new one. */
  readonly destination: Destination | undefined;
  readonly onClose: () => void;
}

const empty: DestinationDraft = {
  name: '',
  kind: 'stow',
  place: '',
  automatic: true,
  options: LinkOptions.parse({}),
};

const logins = ['none', 'basic', 'bearer', 'oauth2'] as const;

/** Where to, as whom, and how much of the link may be used; can be tried out before it is kept. */
export function DestinationDialog({ destination, onClose }: DestinationDialogProps) {
  const { t } = useTranslation('sync');
  const failureText = useFailureText();
  const [draft, setDraft] = useState<DestinationDraft>(destination ?? empty);
  const [secret, setSecret] = useState('');
  const [said, setSaid] = useState('');
  const { options } = draft;
  const change = (to: Partial<DestinationDraft>): void => setDraft({ ...draft, ...to });
  const changeOptions = (to: Partial<LinkOptions>): void => change({ options: { ...options, ...to } });
  const { name, kind, place, automatic } = draft;
  const asked = {
    ...(destination === undefined ? {} : { id: destination.id }),
    draft: { name, kind, place, automatic, options },
    ...(secret === '' ? {} : { secret }),
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setSaid('');
    try {
      await work();
    } catch (error) {
      setSaid(failureText(error));
    }
  };
  const test = (): Promise<void> =>
    attempt(async () => {
      setSaid(t('testing'));
      const problem: LinkProblem | null = await request('sync:test', asked);
      setSaid(problem === null ? t('testGood') : t(`problem_${problem}`));
    });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void attempt(async () => {
      await request('sync:save-destination', asked);
      await refreshDestinations();
      onClose();
    });
  };
  const remove = (): Promise<void> =>
    attempt(async () => {
      if (destination === undefined) return;
      await request('sync:remove-destination', { id: destination.id });
      await refreshDestinations();
      onClose();
    });
  const chooseFolder = (): Promise<void> =>
    attempt(async () => {
      const chosen = await request('sync:choose-folder');
      if (chosen !== null) change({ place: chosen });
    });
  return (
    <Dialog
      opened
      onClose={onClose}
      size="36rem"
      title={destination === undefined ? t('addDestination') : t('editDestination')}
    >
      <form className="destination-dialog" onSubmit={save}>
        <NativeSelect
          label={t('kind')}
          value={kind}
          onChange={(event) => change({ kind: event.currentTarget.value === 'stow' ? 'stow' : 'folder' })}
          data={[
            { value: 'stow', label: t('kind_stow') },
            { value: 'folder', label: t('kind_folder') },
          ]}
        />
        <TextInput
          label={t('name')}
          value={name}
          maxLength={64}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div className="place">
          <TextInput
            label={t(`place_${kind}`)}
            value={place}
            required
            maxLength={2048}
            data-autofocus
            onChange={(event) => change({ place: event.currentTarget.value })}
          />
          {kind === 'folder' && (
            <Button variant="default" onClick={() => void chooseFolder()}>
              {t('choose')}
            </Button>
          )}
        </div>
        {kind === 'stow' && (
          <LinkFields
            options={options}
            secret={secret}
            hasDestination={destination !== undefined}
            onChange={changeOptions}
            onSecret={setSecret}
          />
        )}
        <Checkbox
          label={t('automatic')}
          checked={automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('smallFirst')}
          checked={options.smallFirst}
          onChange={(event) => changeOptions({ smallFirst: event.currentTarget.checked })}
        />
        <footer>
          <span role="status">{said}</span>
          {destination !== undefined && (
            <Button variant="subtle" color="red" onClick={() => void remove()}>
              {t('remove')}
            </Button>
          )}
          <Button variant="default" disabled={place === ''} onClick={() => void test()}>
            {t('test')}
          </Button>
          <Button type="submit">{t('save')}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface LinkFieldsProps {
  readonly options: LinkOptions;
  readonly secret: string;
  readonly hasDestination: boolean;
  readonly onChange: (to: Partial<LinkOptions>) => void;
  readonly onSecret: (secret: string) => void;
}

function LinkFields({ options, secret, hasDestination, onChange, onSecret }: LinkFieldsProps) {
  const { t } = useTranslation('sync');
  const { login, hours } = options;
  const kept = hasDestination ? { placeholder: t('secretKept') } : {};
  return (
    <>
      <NativeSelect
        label={t('login')}
        value={login.kind}
        onChange={(event) => onChange({ login: loginOf(event.currentTarget.value) })}
        data={logins.map((value) => ({ value, label: t(`login_${value}`) }))}
      />
      {login.kind === 'basic' && (
        <TextInput
          label={t('user')}
          value={login.user}
          onChange={(event) => onChange({ login: { ...login, user: event.currentTarget.value } })}
        />
      )}
      {login.kind === 'oauth2' && (
        <div className="pair">
          <TextInput
            label={t('issuer')}
            value={login.issuer}
            type="url"
            required
            onChange={(event) => onChange({ login: { ...login, issuer: event.currentTarget.value } })}
          />
          <TextInput
            label={t('clientId')}
            value={login.clientId}
            required
            onChange={(event) => onChange({ login: { ...login, clientId: event.currentTarget.value } })}
          />
        </div>
      )}
      {login.kind !== 'none' && (
        <PasswordInput
          {...kept}
          label={t(`secret_${login.kind}`)}
          value={secret}
          autoComplete="off"
          onChange={(event) => onSecret(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('authorities')}
        description={t('authoritiesText')}
        value={options.authorities}
        onChange={(event) => onChange({ authorities: event.currentTarget.value })}
      />
      <div className="pair">
        <TextInput
          label={t('certificate')}
          value={options.certificate}
          onChange={(event) => onChange({ certificate: event.currentTarget.value })}
        />
        <TextInput
          label={t('certificateKey')}
          value={options.certificateKey}
          onChange={(event) => onChange({ certificateKey: event.currentTarget.value })}
        />
      </div>
      <div className="pair">
        <NumberInput
          label={t('limit')}
          min={1}
          allowDecimal={false}
          value={options.limitKbitS ?? ''}
          onChange={(value) =>
            onChange({ limitKbitS: typeof value === 'number' && value > 0 ? value : null })
          }
        />
        <TextInput
          label={t('hours')}
          placeholder={t('hoursAlways')}
          defaultValue={hours === null ? '' : `${hours.from}–${hours.until}`}
          onChange={(event) => onChange({ hours: hoursOf(event.currentTarget.value) })}
        />
      </div>
      <Checkbox
        label={t('allowPlainHttp')}
        checked={options.allowPlainHttp}
        onChange={(event) => onChange({ allowPlainHttp: event.currentTarget.checked })}
      />
    </>
  );
}

function loginOf(kind: string): LinkLogin {
  switch (kind) {
    case 'basic':
      return { kind, user: '' };
    case 'bearer':
      return { kind };
    case 'oauth2':
      return { kind, issuer: '', clientId: '', scope: '' };
    default:
      return { kind: 'none' };
  }
}

/** "20–6", with any dash; what is no pair of hours means always. */
function hoursOf(text: string): LinkOptions['hours'] {
  const [, from, until] = /^\s*(\d{1,2})\s*[-–—]\s*(\d{1,2})\s*$/.exec(text) ?? [];
  const hours = { from: Number(from), until: Number(until) };
  return from !== undefined && hours.from <= 24 && hours.until <= 24 ? hours : null;
}
