import { useEffect, useRef } from 'react';

/** Calls `then` once the frame that shows `condition` as true has been painted; again after it was false. */
export function usePainted(condition: boolean, then: () => void): void {
  const latest = useRef(then);
  latest.current = then;
  useEffect(() => {
    if (!condition) return;
    // The first callback runs before the paint, the second after it.
    let handle = requestAnimationFrame(() => {
      handle = requestAnimationFrame(() => latest.current());
    });
    return () => cancelAnimationFrame(handle);
  }, [condition]);
}
