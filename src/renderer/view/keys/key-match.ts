import type { CommandId } from './commands.js';
import { commandIds } from './commands.js';
import type { KeyProfile } from './key-profiles.js';

/** What of a keyboard event decides which command it is. */
export interface KeyPress {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** `Ctrl+Alt+Shift+KeyA` of an event; the command key of a Mac counts as Ctrl, the number pad as digits. */
export function pressName(press: KeyPress): string {
  const modifiers = [
    press.ctrlKey || press.metaKey ? 'Ctrl+' : '',
    press.altKey ? 'Alt+' : '',
    press.shiftKey ? 'Shift+' : '',
  ];
  return modifiers.join('') + press.code.replace(/^Numpad(?=\d$)/, 'Digit').replace(/^NumpadEnter$/, 'Enter');
}

/** The command that a key press means in a profile. */
export function commandOf(press: KeyPress, profile: KeyProfile): CommandId | undefined {
  const name = pressName(press);
  return commandIds.find((id) => {
    const keys = profile.keys[id] ?? [];
    // A question mark sits on different keys, so it is the one that is known by what it writes.
    return keys.includes(name) || (keys.includes('?') && press.key === '?');
  });
}

const shown: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  Equal: '=',
  Minus: '−',
  Period: '.',
  Comma: ',',
  NumpadAdd: '+',
  NumpadSubtract: '−',
};

/** A key as it is printed on keyboards: `Alt+R`, `↓`, `PgDn`. */
export function keyLabel(name: string): string {
  if (name === 'Shift+Equal') return '+';
  return name
    .split('+')
    .map((part) => shown[part] ?? part.replace(/^(Key|Digit)/, ''))
    .join('+');
}

/** The first key of a command, for its tooltip; undefined where it has none. */
export function shortcutOf(id: CommandId, profile: KeyProfile): string | undefined {
  const [first] = profile.keys[id] ?? [];
  return first === undefined ? undefined : keyLabel(first);
}
