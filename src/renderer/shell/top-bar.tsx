import {
  IconCloudUpload,
  IconFlask,
  IconHelp,
  IconHistory,
  IconInfoCircle,
  IconList,
  IconSettings,
  IconShieldCheck,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '../ui/index.js';
import { Mark } from './mark.js';
import { show, showDialog, useNavigation } from './navigation.js';
import { StudyMenu } from './study-menu.js';
import { StudyTab } from './study-tab.js';
import './top-bar.css';

interface TopBarProps {
  /** What stands left of the settings: progress and the way in. */
  readonly children: ReactNode;
}

/** Where one is, what is open, and what can be brought in. */
export function TopBar({ children }: TopBarProps) {
  const { t } = useTranslation(['shell', 'common']);
  const { screen, openStudies, studyId } = useNavigation();
  const currentId = screen === 'view' ? studyId : null;
  return (
    <header className="top-bar">
      <span className="brand">
        <Mark />
        {t('common:brand')}
      </span>
      <nav aria-label={t('screens')}>
        <button
          type="button"
          className="top-bar-item"
          aria-current={screen === 'worklist' ? 'page' : undefined}
          onClick={() => show('worklist')}
        >
          <IconList size={15} stroke={1.75} />
          {t('worklist')}
        </button>
        <button
          type="button"
          className="top-bar-item"
          aria-current={screen === 'imports' ? 'page' : undefined}
          onClick={() => show('imports')}
        >
          <IconHistory size={15} stroke={1.75} />
          {t('imports')}
        </button>
        <button
          type="button"
          className="top-bar-item"
          aria-current={screen === 'release' ? 'page' : undefined}
          onClick={() => show('release')}
        >
          <IconShieldCheck size={15} stroke={1.75} />
          {t('release')}
        </button>
        <button
          type="button"
          className="top-bar-item"
          aria-current={screen === 'sync' ? 'page' : undefined}
          onClick={() => show('sync')}
        >
          <IconCloudUpload size={15} stroke={1.75} />
          {t('sync')}
        </button>
        <button
          type="button"
          className="top-bar-item"
          aria-current={screen === 'research' ? 'page' : undefined}
          onClick={() => show('research')}
        >
          <IconFlask size={15} stroke={1.75} />
          {t('research')}
        </button>
      </nav>
      <nav className="study-tabs" aria-label={t('openStudies')}>
        <div className="study-tabs-scroll">
          {openStudies.map((id) => (
            <StudyTab key={id} studyId={id} current={id === currentId} />
          ))}
        </div>
        {openStudies.length > 1 && <StudyMenu studyIds={openStudies} currentId={currentId} />}
      </nav>
      <div className="top-bar-end">
        {children}
        <span className="top-bar-rule" />
        <IconAction
          label={t('settings')}
          shortcut="Ctrl+,"
          pressed={screen === 'settings'}
          icon={<IconSettings size={17} stroke={1.75} />}
          onClick={() => show('settings')}
        />
        <IconAction
          label={t('help')}
          shortcut="F1"
          icon={<IconHelp size={17} stroke={1.75} />}
          onClick={() => showDialog('help')}
        />
        <IconAction
          label={t('about')}
          icon={<IconInfoCircle size={17} stroke={1.75} />}
          onClick={() => showDialog('about')}
        />
      </div>
    </header>
  );
}
