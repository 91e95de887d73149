import { create } from 'zustand';
import type { Reading } from '../../contract/index.js';
import { request } from '../ui/index.js';
import type { FormPlace } from './form-keys.js';

/** Whose form about which film. */
export type FormKey = Pick<Reading, 'SOPInstanceUID' | 'reader' | 'role'>;

/** What a form says on the screen, which the store may not have yet. */
export interface Draft extends Pick<Reading, 'template' | 'answers' | 'lines'> {
  readonly kept: 'saved' | 'saving' | 'failed';
}

interface FormState {
  readonly drafts: Readonly<Record<string, Draft>>;
  /** Where hands are, in whichever form is in front; null: nowhere yet. */
  readonly at: FormPlace | null;
  /** The consensus is in front, not the reader's own form. */
  readonly adjudicating: boolean;
}

export const useFormState = create<FormState>(() => ({ drafts: {}, at: null, adjudicating: false }));

export const nameOf = ({ SOPInstanceUID, reader, role }: FormKey): string =>
  JSON.stringify([SOPInstanceUID, reader, role]);

/** A form is written down this soon after a change; changes until then go with it. */
const SAVE_MS = 150;
/** A form that could not be written down is tried again. */
const RETRY_MS = 2000;

const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Shows a change of a form at once and writes it down. */
export function changeForm(key: FormKey, change: Omit<Draft, 'kept'>): void {
  put(nameOf(key), { ...change, kept: 'saving' });
  if (!waiting.has(nameOf(key))) saveAfter(key, SAVE_MS);
}

/** Resolves once what the form says is in the store. @throws RequestError */
export async function saveForm(key: FormKey): Promise<void> {
  const name = nameOf(key);
  clearTimeout(waiting.get(name));
  waiting.delete(name);
  const draft = useFormState.getState().drafts[name];
  if (draft === undefined || draft.kept === 'saved') return;
  const { template, answers, lines } = draft;
  try {
    await request('read:save', { ...key, template, answers, lines });
    // What was changed meanwhile has a timer of its own.
    if (useFormState.getState().drafts[name] === draft) put(name, { ...draft, kept: 'saved' });
  } catch (error) {
    const latest = useFormState.getState().drafts[name];
    if (latest) put(name, { ...latest, kept: 'failed' });
    if (!waiting.has(name)) saveAfter(key, RETRY_MS);
    throw error;
  }
}

/** Forgets what a form says on the screen: what the store has counts. */
export function dropDraft(key: FormKey): void {
  const name = nameOf(key);
  clearTimeout(waiting.get(name));
  waiting.delete(name);
  useFormState.setState(({ drafts: { [name]: _dropped, ...drafts } }) => ({ drafts }));
}

function saveAfter(key: FormKey, delayMs: number): void {
  // A failure shows in the form, and is tried again.
  const timer = setTimeout(() => void saveForm(key).catch(() => undefined), delayMs);
  waiting.set(nameOf(key), timer);
}

const put = (name: string, draft: Draft): void =>
  useFormState.setState(({ drafts }) => ({ drafts: { ...drafts, [name]: draft } }));
