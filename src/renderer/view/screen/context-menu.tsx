import { Kbd, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Voi } from '../../../domain/grey/index.js';
import { commandText } from '../keys/command-text.js';
import type { CommandId } from '../keys/commands.js';
import { shortcutOf } from '../keys/key-match.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { commandIcons } from './command-icons.js';
import type { NamedView } from './presets.js';

interface ContextMenuProps {
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly profile: KeyProfile;
  readonly views: readonly NamedView[];
  readonly onCommand: (id: CommandId) => void;
  readonly onView: (voi: Voi) => void;
  readonly onClose: () => void;
}

const entries: readonly (readonly CommandId[])[] = [
  ['fit', 'one-to-one', 'full-viewport'],
  ['invert', 'flip-horizontal', 'flip-vertical', 'rotate-left', 'rotate-right'],
  ['reset'],
  ['prior-older', 'prior-newer', 'keep-arrangement'],
];

/** The commands of the toolbar where the hand is. */
export function ContextMenu({ at, profile, views, onCommand, onView, onClose }: ContextMenuProps) {
  const { t } = useTranslation(['view', 'annotate']);
  if (!at) return null;
  return (
    <Menu opened onClose={onClose} position="right-start" offset={2} withinPortal trapFocus returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown data-testid="viewer-menu">
        {views.length > 0 && <Menu.Label>{t('views')}</Menu.Label>}
        {views.map(({ key, name, voi }) => (
          <Menu.Item key={key} onClick={() => onView(voi)}>
            {name}
          </Menu.Item>
        ))}
        {entries.map((group) => (
          <div key={group[0]}>
            <Menu.Divider />
            {group.map((id) => {
              const Icon = commandIcons[id];
              const shortcut = shortcutOf(id, profile);
              return (
                <Menu.Item
                  key={id}
                  leftSection={Icon && <Icon size={16} stroke={1.6} />}
                  rightSection={shortcut && <Kbd size="xs">{shortcut}</Kbd>}
                  onClick={() => onCommand(id)}
                >
                  {commandText(t, id)}
                </Menu.Item>
              );
            })}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
