import { IconFlask } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './copy-notice.css';

/** Over a study that is a research copy: it is nobody's film here, and nothing is written on it. */
export function CopyNotice({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('research');
  return (
    <div className="research-copy">
      <p role="note">
        <IconFlask size={14} />
        {t('copyNotice')}
      </p>
      <div>{children}</div>
    </div>
  );
}
