import { Button } from '@mantine/core';
import {
  IconDisc,
  IconFiles,
  IconFolder,
  IconRefresh,
  IconSparkles,
  IconTableImport,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { IconAction, requestOptions } from '../ui/index.js';
import { chooseAndImport, importPaths, importSample } from './activity.js';
import './invitation.css';

/** What an empty store shows: every way to bring the first study in. */
export function ImportInvitation() {
  const { t } = useTranslation(['import', 'worklist']);
  const discs = useQuery(requestOptions('import:discs'));

  return (
    <div className="invitation">
      <div className="invitation-drop">
        <IconTableImport size={40} stroke={1.25} />
        <h2>{t('worklist:emptyTitle')}</h2>
        <p>{t('worklist:emptyText')}</p>
        <div className="invitation-actions">
          <Button
            size="sm"
            leftSection={<IconFolder size={16} />}
            onClick={() => void chooseAndImport('folder')}
          >
            {t('chooseFolder')}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconFiles size={16} />}
            onClick={() => void chooseAndImport('files')}
          >
            {t('chooseFiles')}
          </Button>
        </div>
      </div>
      {discs.data !== undefined && discs.data.length > 0 && (
        <section aria-label={t('discs')}>
          <header>
            <h3>{t('discs')}</h3>
            <IconAction
              label={t('lookAgain')}
              icon={<IconRefresh size={15} />}
              onClick={() => void discs.refetch()}
            />
          </header>
          {discs.data.map((disc) => (
            <button type="button" key={disc.path} onClick={() => void importPaths([disc.path])}>
              <IconDisc size={18} stroke={1.5} />
              <span className="truncate">{disc.label}</span>
              <small className="truncate">{disc.path}</small>
            </button>
          ))}
        </section>
      )}
      <section>
        <button type="button" onClick={() => void importSample()}>
          <IconSparkles size={18} stroke={1.5} />
          <span>{t('openSample')}</span>
          <small className="truncate">{t('sampleHint')}</small>
        </button>
      </section>
    </div>
  );
}
