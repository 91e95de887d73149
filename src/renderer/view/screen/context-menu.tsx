import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Voi } from '../../../domain/grey/index.js';
import type { CommandId } from '../keys/commands.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { CommandItem } from './command-item.js';
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
  const { t } = useTranslation('view');
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
            {group.map((id) => (
              <CommandItem key={id} id={id} profile={profile} onCommand={onCommand} />
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
