import { ActionIcon, type ActionIconProps, Kbd, Tooltip } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';

interface IconActionProps extends Omit<ActionIconProps, 'children' | 'aria-label'> {
  /** Name for the tooltip and for screen readers. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  /** Shown in the tooltip, for example "Ctrl+F". */
  readonly shortcut?: string;
  /** For toggles: whether it is on. */
  readonly pressed?: boolean;
}

/** A button that is an icon; it always has a name. */
export function IconAction({ label, icon, shortcut, pressed, ...rest }: IconActionProps) {
  return (
    <Tooltip
      label={
        shortcut === undefined ? (
          label
        ) : (
          <span>
            {label} <Kbd size="xs">{shortcut}</Kbd>
          </span>
        )
      }
    >
      <ActionIcon
        {...rest}
        aria-label={label}
        {...(pressed === undefined
          ? {}
          : {
              'aria-pressed': pressed,
              variant: pressed ? 'light' : 'subtle',
              color: pressed ? 'accent' : 'dark.2',
            })}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
