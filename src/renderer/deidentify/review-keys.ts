/** Everything that a key or a button can ask of the review. */
export type ReviewCommand =
  | 'accept'
  | 'reject'
  | 'reopen'
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'draw'
  | 'delete-box'
  | 'toggle-kind'
  | 'next-box'
  | 'toggle-shown'
  | 'accept-clean'
  | 'release'
  | 'undo'
  | 'redo'
  | 'help'
  | 'let-go'
  | { readonly nudge: 'move' | 'size'; readonly by: readonly [x: number, y: number] };

type Keys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** By the letter's place on the keyboard, so that they are the same keys under a Russian or Kazakh layout. */
const plain: Readonly<Partial<Record<string, ReviewCommand>>> = {
  KeyA: 'accept',
  Enter: 'accept',
  NumpadEnter: 'accept',
  KeyR: 'reject',
  ArrowDown: 'next',
  ArrowRight: 'next',
  ArrowUp: 'previous',
  ArrowLeft: 'previous',
  Home: 'first',
  End: 'last',
  KeyB: 'draw',
  Delete: 'delete-box',
  Backspace: 'delete-box',
  KeyM: 'toggle-kind',
  KeyN: 'next-box',
  KeyT: 'toggle-shown',
  Escape: 'let-go',
};

const arrows: Readonly<Partial<Record<string, readonly [x: number, y: number]>>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What a key asks for; undefined where it is none of the review's. */
export function commandOf(event: Keys): ReviewCommand | undefined {
  const { code, shiftKey, altKey } = event;
  const isMod = event.ctrlKey || event.metaKey;
  if (altKey) {
    const by = arrows[code];
    return by && !isMod ? { nudge: shiftKey ? 'size' : 'move', by } : undefined;
  }
  if (isMod) {
    if (code === 'KeyZ') return shiftKey ? 'redo' : 'undo';
    if (shiftKey) return undefined;
    if (code === 'KeyY') return 'redo';
    return code === 'Enter' || code === 'NumpadEnter' ? 'release' : undefined;
  }
  if (event.key === '?') return 'help';
  if (shiftKey) return code === 'KeyA' ? 'accept-clean' : undefined;
  return plain[code];
}

/** For the help: what to press for what. */
export const keyTexts = [
  [['A', 'Enter'], 'accept'],
  [['R'], 'reject'],
  [['↓', '→'], 'next'],
  [['↑', '←'], 'previous'],
  [['B'], 'draw'],
  [['N'], 'nextBox'],
  [['Alt+←↑→↓'], 'moveBox'],
  [['Alt+Shift+←↑→↓'], 'sizeBox'],
  [['M'], 'toggleKind'],
  [['Del'], 'deleteBox'],
  [['T'], 'toggleShown'],
  [['Shift+A'], 'acceptClean'],
  [['Ctrl+Enter'], 'release'],
  [['Ctrl+Z', 'Ctrl+Shift+Z'], 'undoRedo'],
] as const;
