import { useEffect, useRef } from 'react';

export interface ReportKeys {
  /** F8: writes a normal film. */
  normal(): void;
  /** F9 */
  sign(): void;
  /** F10: the next unread study. */
  next(): void;
  /** Alt+1 … Alt+9, from 0. */
  snippet(index: number): void;
}

/** Keys of the report, wherever the focus is: none of them is a key of the viewer, and none is typed into a text. */
export function useReportKeys(keys: ReportKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const act = actionOf(event, latest.current);
      if (act === undefined || document.querySelector('[role=dialog]') !== null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    };
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}

function actionOf(event: KeyboardEvent, keys: ReportKeys): (() => void) | undefined {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit !== undefined && event.altKey && !event.ctrlKey && !event.shiftKey) {
    return () => keys.snippet(Number(digit) - 1);
  }
  if (event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return undefined;
  switch (event.code) {
    case 'F8':
      return keys.normal;
    case 'F9':
      return keys.sign;
    case 'F10':
      return keys.next;
    default:
      return undefined;
  }
}
