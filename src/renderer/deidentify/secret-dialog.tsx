import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, queryClient, request, requestOptions, useFailureText } from '../ui/index.js';
import './dialogs.css';

interface SecretDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The site secret as words: shown on request and gone with the dialog, or taken over from another machine. */
export function SecretDialog({ opened, onClose }: SecretDialogProps) {
  const { t } = useTranslation('deidentify');
  return (
    <Dialog opened={opened} onClose={onClose} title={t('secretTitle')} size="40rem">
      {opened && (
        <div className="release-dialog">
          <Phrase />
          <hr />
          <Restore />
        </div>
      )}
    </Dialog>
  );
}

function Phrase() {
  const { t } = useTranslation('deidentify');
  const failureText = useFailureText();
  const [words, setWords] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState('');
  const show = async (): Promise<void> => {
    try {
      setWords((await request('deidentify:recovery-phrase')).split(' '));
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  return (
    <>
      <p>{t('phraseText')}</p>
      {words.length === 0 ? (
        <footer>
          <span role="status">{failure}</span>
          <Button variant="default" size="sm" onClick={() => void show()}>
            {t('showPhrase')}
          </Button>
        </footer>
      ) : (
        <ol className="phrase" aria-label={t('phrase')}>
          {words.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same word may come twice
            <li key={index}>{word}</li>
          ))}
        </ol>
      )}
    </>
  );
}

function Restore() {
  const { t } = useTranslation('deidentify');
  const [phrase, setPhrase] = useState('');
  const [answer, setAnswer] = useState('');
  const restore = async (): Promise<void> => {
    try {
      const status = await request('deidentify:restore-secret', {
        phrase: phrase.trim().toLowerCase().split(/\s+/).join(' '),
      });
      queryClient.setQueryData(requestOptions('deidentify:secret').queryKey, status);
      setPhrase('');
      setAnswer(t('restored', { fingerprint: status.fingerprint }));
    } catch {
      setAnswer(t('restoreFailed'));
    }
  };
  return (
    <form
      className="release-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        void restore();
      }}
    >
      <h3>{t('restoreTitle')}</h3>
      <p>{t('restoreText')}</p>
      <Textarea
        aria-label={t('restoreLabel')}
        placeholder={t('restoreLabel')}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        value={phrase}
        onChange={(event) => setPhrase(event.currentTarget.value)}
      />
      <p role="status">{answer}</p>
      <footer>
        <Button type="submit" variant="default" size="sm" disabled={phrase.trim().split(/\s+/).length !== 24}>
          {t('restore')}
        </Button>
      </footer>
    </form>
  );
}
