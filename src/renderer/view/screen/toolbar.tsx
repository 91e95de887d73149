import { Menu } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconChevronDown,
  IconPlayerPause,
  IconShieldCheck,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AnnotationKind } from '../../../domain/annotate/index.js';
import type { Voi } from '../../../domain/grey/index.js';
import { IconAction } from '../../ui/index.js';
import { commandText } from '../keys/command-text.js';
import type { CommandId } from '../keys/commands.js';
import { shortcutOf } from '../keys/key-match.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { AnnotateMenu } from './annotate-menu.js';
import { commandIcons } from './command-icons.js';
import type { NamedView } from './presets.js';
import './toolbar.css';

interface ToolbarProps {
  readonly profile: KeyProfile;
  /** Commands whose button is down. */
  readonly pressed: ReadonlySet<CommandId>;
  readonly disabled: ReadonlySet<CommandId>;
  readonly playing: boolean;
  readonly views: readonly NamedView[];
  /** What the next drag draws; null: nothing. */
  readonly drawing: AnnotationKind | null;
  readonly onCommand: (id: CommandId) => void;
  readonly onView: (voi: Voi) => void;
  /** Prepares the study for release. */
  readonly onRelease: () => void;
  readonly onClose: () => void;
}

const groups: readonly (readonly CommandId[])[] = [
  ['tool-window', 'tool-pan', 'tool-zoom', 'tool-magnify'],
  ['fit', 'one-to-one'],
  ['invert', 'flip-horizontal', 'flip-vertical', 'rotate-left', 'rotate-right'],
  ['reset'],
  ['play'],
];
const layouts: readonly CommandId[] = ['layout-1x1', 'layout-1x2', 'layout-2x1', 'layout-2x2'];
const rightGroups: readonly (readonly CommandId[])[] = [
  ['opinion', 'heat-map', 'side-by-side', 'annotations'],
  layouts,
  ['link', 'overlay', 'planes', 'help'],
];

const toggles: ReadonlySet<CommandId> = new Set([
  ...[
    'tool-window',
    'tool-pan',
    'tool-zoom',
    'tool-magnify',
    'invert',
    'play',
    'link',
    'overlay',
    'planes',
    'opinion',
    'heat-map',
    'side-by-side',
    'annotations',
  ],
  ...layouts,
] as CommandId[]);

/** The buttons of the viewer; each names its key. */
export function Toolbar(props: ToolbarProps) {
  const { profile, pressed, disabled, playing, views, drawing, onCommand, onView, onRelease, onClose } =
    props;
  const { t } = useTranslation(['view', 'annotate', 'deidentify']);
  const button = (id: CommandId) => {
    const Icon = id === 'play' && playing ? IconPlayerPause : commandIcons[id];
    const shortcut = shortcutOf(id, profile);
    return (
      <IconAction
        key={id}
        size="lg"
        label={commandText(t, id)}
        icon={Icon && <Icon size={19} stroke={1.6} />}
        disabled={disabled.has(id)}
        data-testid={`command-${id}`}
        onClick={() => onCommand(id)}
        {...(shortcut === undefined ? {} : { shortcut })}
        {...(toggles.has(id) ? { pressed: pressed.has(id) } : {})}
      />
    );
  };
  return (
    <div className="viewer-toolbar" role="toolbar" aria-label={t('toolbar')}>
      {groups.map((group, index) => (
        <div key={group[0]} className="viewer-toolbar-group">
          {group.map(button)}
          {index === 0 && (
            <Menu position="bottom-start" disabled={views.length === 0}>
              <Menu.Target>
                <button
                  type="button"
                  className="viewer-toolbar-menu"
                  disabled={views.length === 0}
                  aria-label={t('views')}
                >
                  <IconAdjustmentsHorizontal size={19} stroke={1.6} aria-hidden />
                  <IconChevronDown size={12} aria-hidden />
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t('views')}</Menu.Label>
                {views.map(({ key, name, voi }) => (
                  <Menu.Item
                    key={key}
                    onClick={() => onView(voi)}
                    rightSection={<span className="viewer-view-range">{windowHint(voi)}</span>}
                  >
                    {name}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      ))}
      <AnnotateMenu profile={profile} drawing={drawing} disabled={disabled} onCommand={onCommand} />
      <span className="viewer-toolbar-gap" />
      {rightGroups.map((group) => (
        <div key={group[0]} className="viewer-toolbar-group">
          {group.map(button)}
        </div>
      ))}
      <div className="viewer-toolbar-group">
        <IconAction
          size="lg"
          label={t('deidentify:releaseStudies')}
          icon={<IconShieldCheck size={19} stroke={1.6} />}
          data-testid="viewer-release"
          onClick={onRelease}
        />
        <IconAction
          size="lg"
          label={t('close')}
          icon={<IconX size={19} stroke={1.6} />}
          data-testid="viewer-close"
          onClick={onClose}
        />
      </div>
    </div>
  );
}

function windowHint(voi: Voi): string {
  if (voi.kind === 'table') return 'LUT';
  return `${Math.round(voi.width)} / ${Math.round(voi.center)}`;
}
