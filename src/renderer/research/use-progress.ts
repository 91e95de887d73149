import { useEffect, useState } from 'react';
import type { EventPayload } from '../../contract/index.js';
import { listen } from '../ui/index.js';

/** How far the desk's work is; undefined until it says so. */
export function useProgress(): EventPayload<'research:progress'> | undefined {
  const [progress, setProgress] = useState<EventPayload<'research:progress'>>();
  useEffect(() => listen('research:progress', setProgress), []);
  return progress;
}
