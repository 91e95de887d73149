import { Button } from '@mantine/core';
import { IconShieldCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '../ui/index.js';

interface MarkedBarProps {
  readonly count: number;
  readonly onRelease: () => void;
  readonly onClear: () => void;
}

/** What can be done with several studies at once; there while several are marked. */
export function MarkedBar({ count, onRelease, onClear }: MarkedBarProps) {
  const { t } = useTranslation(['worklist', 'deidentify']);
  return (
    <div className="marked-bar" role="status">
      <span>{t('marked', { count })}</span>
      <Button leftSection={<IconShieldCheck size={14} />} onClick={onRelease}>
        {t('deidentify:releaseStudies')}
      </Button>
      <IconAction
        size="sm"
        label={t('clearMarks')}
        shortcut="Esc"
        icon={<IconX size={14} />}
        onClick={onClear}
      />
    </div>
  );
}
