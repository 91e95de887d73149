import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/index.js';
import { commandText } from '../keys/command-text.js';
import { type CommandId, commandIds } from '../keys/commands.js';
import { keyLabel } from '../keys/key-match.js';
import type { KeyProfile, KeyProfileName } from '../keys/key-profiles.js';
import './help-sheet.css';

interface HelpSheetProps {
  readonly opened: boolean;
  readonly profile: KeyProfile;
  readonly profileName: KeyProfileName;
  readonly onClose: () => void;
}

const mouse = [
  'left',
  'middle',
  'right',
  'rightClick',
  'wheel',
  'ctrlWheel',
  'shiftLeft',
  'doubleClick',
  'dragSeries',
] as const;

/** All keys and mouse gestures of the chosen profile, made from the data that also drives them. */
export function HelpSheet({ opened, profile, profileName, onClose }: HelpSheetProps) {
  const { t } = useTranslation(['view', 'annotate']);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      size="54rem"
      title={t('helpTitle', { profile: t(`profile.${profileName}`) })}
    >
      <div className="help-sheet">
        <h3>{t('mouseTitle')}</h3>
        <dl>
          {mouse.map((gesture) => (
            <div key={gesture}>
              <dt>{t(`mouse.${gesture}.gesture`)}</dt>
              <dd>{t(`mouse.${gesture}.does`)}</dd>
            </div>
          ))}
        </dl>
        <h3>{t('keysTitle')}</h3>
        <dl>
          {commandIds
            .filter((id) => profile.keys[id])
            .map((id) => (
              <div key={id}>
                <dt>
                  {(profile.keys[id] ?? []).map((key) => (
                    <Kbd key={key} size="xs">
                      {keyLabel(key)}
                    </Kbd>
                  ))}
                </dt>
                <dd>{textOf(id)}</dd>
              </div>
            ))}
        </dl>
      </div>
    </Dialog>
  );

  function textOf(id: CommandId): string {
    const number = /^preset-(\d)$/.exec(id)?.[1];
    if (number === undefined) return commandText(t, id);
    const preset = profile.ctPresets[Number(number) - 1];
    const own = t('ownView', { number });
    return preset ? `${own} (CT: ${t(`ct.${preset.name}`)})` : own;
  }
}
