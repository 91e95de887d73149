import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A modal dialog whose closing button has a name in the reader's language. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      {...props}
      closeButtonProps={{ 'aria-label': t('close') }}
      // A dialog's heading is no landmark of the page.
      attributes={{ header: { role: 'presentation' } }}
    />
  );
}
