import { Menu } from '@mantine/core';
import { IconChevronDown, IconRulerMeasure } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AnnotationKind } from '../../../domain/annotate/index.js';
import { commandText } from '../keys/command-text.js';
import type { CommandId } from '../keys/commands.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { commandIcons } from './command-icons.js';
import { CommandItem } from './command-item.js';

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
              {group.map((id) => (
                <CommandItem
                  key={id}
                  id={id}
                  profile={profile}
                  onCommand={onCommand}
                  disabled={disabled.has(id)}
                  on={drawing !== null && id === `draw-${drawing}`}
                  testId={`command-${id}`}
                />
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
