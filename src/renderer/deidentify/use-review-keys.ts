import { useEffect, useRef } from 'react';
import { commandOf, type ReviewCommand } from './review-keys.js';

/** The review's keys, wherever the focus is, unless somebody is typing or a dialog is open. */
export function useReviewKeys(run: (command: ReviewCommand) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (target?.closest('input, textarea, select, [role=dialog], [role=menu]')) return;
      // A dialog keeps the keys to itself even where the focus has been lost to the page.
      if (document.querySelector('[role=dialog]') !== null) return;
      const command = commandOf(event);
      if (command === undefined) return;
      // A focused button keeps the key that presses it, unless more is held.
      const onControl = target?.closest('button, summary') !== null && target !== undefined;
      if (onControl && event.code === 'Enter' && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      latest.current(command);
    };
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}
