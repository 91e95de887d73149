import { ImportReason } from '../../contract/index.js';

/** A reason as the index keeps it: JSON. */
export function keptReason(reason: ImportReason): string {
  return JSON.stringify(reason);
}

/** A kept reason; a sentence, as indexes before reasons had codes keep it, comes back as it is. */
export function readReason(kept: string): ImportReason {
  if (kept.startsWith('{')) {
    try {
      const parsed = ImportReason.safeParse(JSON.parse(kept));
      if (parsed.success) return parsed.data;
    } catch {
      // A sentence after all.
    }
  }
  return { code: 'text', text: kept };
}
