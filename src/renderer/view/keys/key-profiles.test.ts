import { describe, expect, it } from 'vitest';
import { commandIds } from './commands.js';
import { commandOf, type KeyPress, keyLabel, pressName, shortcutOf } from './key-match.js';
import { keyProfiles } from './key-profiles.js';

const press = (code: string, change: Partial<KeyPress> = {}): KeyPress => ({
  code,
  key: '',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...change,
});

describe.each(Object.entries(keyProfiles))('key profile %s', (_, profile) => {
  it('gives no key to two commands', () => {
    const keys = Object.values(profile.keys).flat();
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('reaches every command that is not a preset', () => {
    const missing = commandIds.filter((id) => !id.startsWith('preset-') && !(id in profile.keys));
    expect(missing).toEqual([]);
  });
});

describe('commandOf', () => {
  it('knows keys by place, so that a Cyrillic layout works', () => {
    expect(commandOf(press('KeyI', { key: 'ш' }), keyProfiles.ohif)).toBe('invert');
  });

  it('tells modifiers apart', () => {
    expect(commandOf(press('KeyR', { altKey: true }), keyProfiles.weasis)).toBe('rotate-right');
    expect(commandOf(press('KeyR'), keyProfiles.weasis)).toBeUndefined();
    expect(commandOf(press('KeyR', { ctrlKey: true }), keyProfiles.ohif)).toBeUndefined();
  });

  it('finds the question mark wherever a layout puts it', () => {
    expect(commandOf(press('Digit7', { key: '?', shiftKey: true }), keyProfiles.ohif)).toBe('help');
    expect(commandOf(press('Slash', { key: '?', shiftKey: true }), keyProfiles.weasis)).toBe('help');
  });

  it('takes digits from both places', () => {
    expect(commandOf(press('Numpad2'), keyProfiles.ohif)).toBe('preset-2');
  });
});

describe('labels', () => {
  it.each([
    ['Alt+KeyR', 'Alt+R'],
    ['Shift+Digit1', 'Shift+1'],
    ['ArrowDown', '↓'],
    ['Shift+Equal', '+'],
    ['?', '?'],
  ])('%s is shown as %s', (name, label) => {
    expect(keyLabel(name)).toBe(label);
  });

  it('names a press by its modifiers in one order', () => {
    expect(pressName(press('KeyA', { shiftKey: true, ctrlKey: true, altKey: true }))).toBe(
      'Ctrl+Alt+Shift+KeyA',
    );
  });

  it('has no shortcut to show where there is none', () => {
    expect(shortcutOf('preset-7', keyProfiles.ohif)).toBeUndefined();
  });
});
