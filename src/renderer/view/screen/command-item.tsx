import { Kbd, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { commandText } from '../keys/command-text.js';
import type { CommandId } from '../keys/commands.js';
import { shortcutOf } from '../keys/key-match.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { commandIcons } from './command-icons.js';

interface CommandItemProps {
  readonly id: CommandId;
  readonly profile: KeyProfile;
  readonly onCommand: (id: CommandId) => void;
  readonly disabled?: boolean;
  /** Its tool is in hand. */
  readonly on?: boolean;
  readonly testId?: string;
}

/** A command in a menu: its icon, its name, its keys. */
export function CommandItem({ id, profile, onCommand, disabled = false, on, testId }: CommandItemProps) {
  const { t } = useTranslation(['view', 'annotate']);
  const Icon = commandIcons[id];
  const shortcut = shortcutOf(id, profile);
  return (
    <Menu.Item
      data-testid={testId}
      data-on={on || undefined}
      disabled={disabled}
      leftSection={Icon && <Icon size={16} stroke={1.6} />}
      rightSection={shortcut && <Kbd size="xs">{shortcut}</Kbd>}
      onClick={() => onCommand(id)}
    >
      {commandText(t, id)}
    </Menu.Item>
  );
}
