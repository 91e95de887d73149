import { Kbd, Menu } from '@mantine/core';
import { IconChevronDown, IconRulerMeasure } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AnnotationKind } from '../../../domain/annotate/index.js';
import { commandText } from '../keys/command-text.js';
import type { CommandId } from '../keys/commands.js';
import { shortcutOf } from '../keys/key-match.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { commandIcons } from './command-icons.js';

interface AnnotateMenuProps {
  readonly profile: KeyProfile;
  /** What the next drag draws; null: nothing. */
  readonly drawing: AnnotationKind | null;
  readonly disabled: ReadonlySet<CommandId>;
  readonly onCommand: (id: CommandId) => void;
}

const entries: readonly (readonly CommandId[])[] = [
  ['draw-length', 'draw-bidirectional', 'draw-angle', 'draw-cobb', 'draw-cardiothoracic-ratio'],
  ['draw-ellipse', 'draw-rectangle', 'draw-polygon', 'draw-freehand'],
  ['draw-arrow', 'draw-point', 'draw-label', 'draw-key-image'],
  ['draw-calibration'],
  ['undo', 'redo', 'annotation-copy', 'annotation-paste', 'annotation-delete'],
];

/** What can be drawn, measured and undone; its button shows the tool that is in hand. */
export function AnnotateMenu({ profile, drawing, disabled, onCommand }: AnnotateMenuProps) {
  const { t } = useTranslation(['view', 'annotate']);
  const Tool = (drawing && commandIcons[`draw-${drawing}`]) ?? IconRulerMeasure;
  const inHand = drawing === null ? t('annotateMenu') : commandText(t, `draw-${drawing}`);
  return (
    <div className="viewer-toolbar-group">
      <Menu position="bottom-start">
        <Menu.Target>
          <button
            type="button"
            className="viewer-toolbar-menu"
            data-testid="annotate-menu"
            data-on={drawing !== null || undefined}
            aria-label={t('annotateMenu')}
            title={inHand}
          >
            <Tool size={19} stroke={1.6} aria-hidden />
            <IconChevronDown size={12} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown className="annotate-menu">
          {entries.map((group, index) => (
            <div key={group[0]}>
              {index > 0 && <Menu.Divider />}
              {group.map((id) => {
                const Icon = commandIcons[id];
                const shortcut = shortcutOf(id, profile);
                return (
                  <Menu.Item
                    key={id}
                    data-testid={`command-${id}`}
                    data-on={(drawing !== null && id === `draw-${drawing}`) || undefined}
                    disabled={disabled.has(id)}
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
    </div>
  );
}
