import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface RowMenuPlace {
  readonly x: number;
  readonly y: number;
}

interface RowMenuProps {
  readonly at: RowMenuPlace | null;
  readonly onOpen: () => void;
  readonly onRelease: () => void;
  readonly onClose: () => void;
}

/** What can be done with the marked studies, where the hand is. */
export function RowMenu({ at, onOpen, onRelease, onClose }: RowMenuProps) {
  const { t } = useTranslation(['worklist', 'deidentify']);
  if (at === null) return null;
  return (
    <Menu opened onClose={onClose} position="right-start" offset={2} withinPortal trapFocus returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onOpen}>{t('open')}</Menu.Item>
        <Menu.Item onClick={onRelease}>{t('deidentify:releaseStudies')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
