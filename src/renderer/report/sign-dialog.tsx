import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSettings, Dialog, request, useFailureText, useSettings } from '../ui/index.js';
import { flush, forget, show, write } from './drafts.js';
import { type DrawFrame, drawKeyPictures } from './key-images.js';
import type { OpenDocument } from './use-report.js';

interface SignDialogProps {
  readonly opened: boolean;
  readonly studyId: number;
  readonly open: OpenDocument;
  readonly drawFrame: DrawFrame;
  readonly onClose: () => void;
  readonly onNext: () => void;
}

/** Asks whose signature it is, once; Enter signs and goes on to the next study. */
export function SignDialog({ opened, onClose, ...rest }: SignDialogProps) {
  const { t } = useTranslation('report');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('signTitle')}>
      <SignForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function SignForm({ studyId, open, drawFrame, onClose, onNext }: Omit<SignDialogProps, 'opened'>) {
  const { t } = useTranslation('report');
  const { report, read } = useSettings();
  const [name, setName] = useState(report.name || read.reader);
  const [role, setRole] = useState(report.role);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const failureText = useFailureText();
  const isNamed = name.trim() !== '';

  const sign = async (andThen: () => void): Promise<void> => {
    setBusy(true);
    try {
      const { number, language, texts } = open;
      // Also what was only proposed is what its signer stands for.
      write({ studyId, number, language, texts });
      await flush(studyId);
      const signature = { name: name.trim(), role: role.trim(), institution: report.institution };
      const pictures = await drawKeyPictures(studyId, drawFrame);
      const signed = await request('report:sign', { studyId, number, signature, pictures });
      await changeSettings({ report: { ...report, name: signature.name, role: signature.role } });
      show(signed);
      forget(studyId);
      onClose();
      andThen();
    } catch (error) {
      setFailure(failureText(error));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isNamed && !busy) void sign(onNext);
  };
  return (
    <form className="report-sign" onSubmit={submit}>
      <p>{t('signText')}</p>
      <TextInput
        label={t('signerName')}
        required
        maxLength={64}
        data-autofocus={!isNamed || undefined}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('signerRole')}
        maxLength={64}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
      />
      <p role="status">{failure || (busy ? t('signing') : '')}</p>
      <div className="report-sign-actions">
        <Button
          variant="default"
          disabled={!isNamed || busy}
          data-testid="report-sign-only"
          onClick={() => void sign(() => undefined)}
        >
          {t('sign')}
        </Button>
        <Button
          type="submit"
          disabled={!isNamed}
          loading={busy}
          data-autofocus={isNamed || undefined}
          data-testid="report-sign-next"
        >
          {t('signAndNext')}
        </Button>
      </div>
    </form>
  );
}
