import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/index.js';
import { showDialog, useNavigation } from './navigation.js';
import './help-dialog.css';

const sections = [
  {
    title: 'keysAnywhere',
    keys: [
      [['Ctrl+O'], 'keyImport'],
      [['Ctrl+1'], 'keyWorklist'],
      [['Ctrl+2'], 'keyRelease'],
      [['Ctrl+Tab', 'Ctrl+Shift+Tab'], 'keyNextStudy'],
      [['Ctrl+W'], 'keyCloseStudy'],
      [['Ctrl+,'], 'keySettings'],
      [['F1'], 'keyHelp'],
    ],
  },
  {
    title: 'keysWorklist',
    keys: [
      [['Ctrl+F', '/'], 'keySearch'],
      [['↑', '↓'], 'keyMove'],
      [['PgUp', 'PgDn'], 'keyPage'],
      [['Home', 'End'], 'keyEnds'],
      [['Enter'], 'keyOpen'],
      [['Space', 'Shift+↑', 'Ctrl+A'], 'keyMark'],
      [['Ctrl+Enter'], 'keyPrepare'],
      [['Alt+←', 'Alt+→'], 'keyWidth'],
    ],
  },
  { title: 'keysViewer', keys: [[['?'], 'keyViewerHelp']] },
] as const;

/** The keys of the shell and the worklist; the viewer shows its own, which depend on the key profile. */
export function HelpDialog() {
  const { t } = useTranslation('shell');
  const opened = useNavigation((navigation) => navigation.dialog === 'help');
  return (
    <Dialog opened={opened} onClose={() => showDialog('none')} title={t('help')} size="26rem">
      <div className="help-dialog">
        {sections.map((section) => (
          <section key={section.title}>
            <h3>{t(section.title)}</h3>
            <dl>
              {section.keys.map(([keys, does]) => (
                <div key={does}>
                  <dt>{t(does)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
