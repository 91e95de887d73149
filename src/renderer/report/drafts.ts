import { create } from 'zustand';
import type { Language, ReportDocument, ReportTexts } from '../../contract/index.js';
import { queryClient, request, requestOptions } from '../ui/index.js';

/** A document as its writer sees it, and how far it has been kept. */
export interface Draft {
  readonly studyId: number;
  readonly number: number;
  readonly language: Language;
  readonly texts: ReportTexts;
  readonly kept: 'waiting' | 'saving' | 'saved' | 'failed';
  /** Why it could not be kept; it is tried again. */
  readonly error: unknown;
  /** ISO 8601; null until it was saved here. */
  readonly savedAt: string | null;
}

/** A change is kept so long after it was made, also while more are made. */
const SAVE_MS = 500;
const RETRY_MS = 3_000;

/** Drafts by study. Apart from the panel, so that leaving it or its study loses nothing that waits to be kept. */
export const useDrafts = create<Readonly<Record<number, Draft>>>(() => ({}));

const timers = new Map<number, ReturnType<typeof setTimeout>>();
const saves = new Map<number, Promise<void>>();

const draftOf = (studyId: number): Draft | undefined => useDrafts.getState()[studyId];

function change(studyId: number, part: Partial<Draft>): void {
  const draft = draftOf(studyId);
  if (draft) useDrafts.setState({ [studyId]: { ...draft, ...part } });
}

/** Writes into a draft; it is kept by itself within a second. */
export function write(draft: Pick<Draft, 'studyId' | 'number' | 'language' | 'texts'>): void {
  const { savedAt = null } = draftOf(draft.studyId) ?? {};
  useDrafts.setState({ [draft.studyId]: { ...draft, kept: 'waiting', error: null, savedAt } });
  saveSoon(draft.studyId, SAVE_MS);
}

function saveSoon(studyId: number, delayMs: number): void {
  if (timers.has(studyId)) return;
  timers.set(
    studyId,
    setTimeout(() => {
      timers.delete(studyId);
      void save(studyId);
    }, delayMs),
  );
}

async function save(studyId: number): Promise<void> {
  await saves.get(studyId);
  const draft = draftOf(studyId);
  if (draft === undefined || draft.kept === 'saved') return;
  const saving = keep(draft);
  saves.set(studyId, saving);
  await saving;
  saves.delete(studyId);
}

async function keep({ studyId, number, language, texts }: Draft): Promise<void> {
  change(studyId, { kept: 'saving' });
  const isLatest = (): boolean =>
    draftOf(studyId)?.texts === texts && draftOf(studyId)?.language === language;
  try {
    const { modifiedAt } = await request('report:save', { studyId, number, language, texts });
    change(studyId, { savedAt: modifiedAt, error: null, kept: isLatest() ? 'saved' : 'waiting' });
  } catch (error) {
    change(studyId, { kept: 'failed', error });
    saveSoon(studyId, RETRY_MS);
  }
}

/** Keeps what waits, now. @throws what keeping it failed with */
export async function flush(studyId: number): Promise<void> {
  clearTimeout(timers.get(studyId));
  timers.delete(studyId);
  await save(studyId);
  const draft = draftOf(studyId);
  if (draft?.kept === 'failed') throw draft.error;
  if (draft?.kept === 'waiting') await flush(studyId);
}

/** Once it is signed, what stands in the store is all there is. */
export function forget(studyId: number): void {
  clearTimeout(timers.get(studyId));
  timers.delete(studyId);
  const { [studyId]: _, ...others } = useDrafts.getState();
  useDrafts.setState(others, true);
}

/** Shows a document that was just written or signed before the store is asked again. */
export function show(document: ReportDocument): void {
  const { queryKey } = requestOptions('report:of-study', { studyId: document.studyId });
  queryClient.setQueryData(queryKey, (old) => [...(old ?? []).slice(0, document.number), document]);
}
