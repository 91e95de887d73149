import type { ImportReason, ImportReasonCode } from '../../contract/index.js';
import { en } from '../../renderer/ui/locales/en/index.js';

/** The window's own English words: one sentence for a reason, wherever it is read. */
const words: Readonly<Record<ImportReasonCode, string>> = en.import.reasons;

/** A reason as an English sentence without its full stop, for the command line and exported reports. */
export function reasonText(reason: ImportReason): string {
  const values: Readonly<Record<string, unknown>> =
    reason.code === 'dicomdir-unreadable' ? { cause: reasonText(reason.cause) } : reason;
  return words[reason.code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
}
