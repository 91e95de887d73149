import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './message.css';
import { RequestError } from './request.js';

interface MessageProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text?: string;
  /** Buttons: what can be done about it. */
  readonly children?: ReactNode;
}

/** What stands where content would be: nothing yet, nothing found, or why not. */
export function Message({ icon, title, text, children }: MessageProps) {
  return (
    <div className="message">
      {icon !== undefined && <div className="message-icon">{icon}</div>}
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children !== undefined && <div className="message-actions">{children}</div>}
    </div>
  );
}

interface FailureMessageProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** A failed request in plain words, by its code; the details are in the log. */
export function FailureMessage({ error, onRetry }: FailureMessageProps) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Message icon={<IconAlertTriangle />} title={t('failed')} text={useFailureText()(error)}>
        {onRetry !== undefined && (
          <Button variant="default" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        )}
      </Message>
    </div>
  );
}

/** A sentence for any error that a request can throw. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation('error');
  return (error) => t(error instanceof RequestError ? error.code : 'internal');
}
