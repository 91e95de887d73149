import { useQuery } from '@tanstack/react-query';
import type { Readings, ReadTemplate } from '../../contract/index.js';
import { type Answers, mayBeAdjudicated, mayBeReopened, type ZoneLines } from '../../domain/read/index.js';
import { listen, queryClient, request, requestOptions, useSettings } from '../ui/index.js';
import { changeForm, dropDraft, type FormKey, nameOf, saveForm, useFormState } from './form-state.js';

type Reading = Readings['readings'][number];

/** Reads forms again when they change. @returns a function that ends it */
export function followReadings(): () => void {
  return listen('read:changed', () => {
    void queryClient.invalidateQueries({ queryKey: ['read:of-studies'] });
    void queryClient.invalidateQueries({ queryKey: ['read:readers'] });
  });
}

/** A form in front of the reader, and the others' about the same film as far as they may be seen. */
export interface Form {
  readonly key: FormKey;
  readonly template: ReadTemplate;
  readonly answers: Answers;
  readonly lines: ZoneLines | null;
  readonly submitted: boolean;
  readonly kept: 'saved' | 'saving' | 'failed';
  readonly mayReopen: boolean;
  readonly mayAdjudicate: boolean;
  /** Readers' forms, the own one not among them; a consensus has all. */
  readonly others: readonly Reading[];
  readonly hidden: Readings['hidden'];
  readonly consensus: Reading | undefined;
  change(change: { readonly answers?: Answers; readonly lines?: ZoneLines }): void;
  submit(): Promise<void>;
  reopen(): Promise<void>;
}

interface FilmForm {
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  readonly role: Reading['role'];
}

/** The form of the reader in front of the screen about a film; undefined while it is being read. */
export function useForm({ studyId, SOPInstanceUID, role }: FilmForm): Form | undefined {
  const { template: chosen, readers } = useSettings().read;
  const readings = useQuery(requestOptions('read:of-studies', { studyIds: [studyId] })).data;
  const entries = useQuery(requestOptions('read:templates')).data;
  const drafts = useFormState((state) => state.drafts);
  if (readings === undefined || entries === undefined) return undefined;

  const key: FormKey = { SOPInstanceUID, reader: readings.reader, role };
  const ofFilm = readings.readings.filter((form) => form.SOPInstanceUID === SOPInstanceUID);
  const isOwn = (form: Reading): boolean => form.role === role && form.reader === readings.reader;
  const stored = ofFilm.find(isOwn);
  const draft = drafts[nameOf(key)];
  const said = draft ?? stored;
  const hidden = readings.hidden.filter((form) => form.SOPInstanceUID === SOPInstanceUID);
  const forms = ofFilm.filter((form) => form.role === 'reader');

  // A consensus answers what the readers were asked.
  const sha256 = said?.template ?? (role === 'adjudicator' ? forms[0]?.template : undefined);
  const offered = entries.flatMap((entry) => (entry.ok ? [entry] : []));
  const entry = offered.find((each) =>
    sha256 === undefined ? each.template.name === chosen : each.sha256 === sha256,
  );
  const template = entry?.template ?? (sha256 === undefined ? undefined : readings.templates[sha256]);
  const hash = sha256 ?? entry?.sha256;
  if (template === undefined || hash === undefined) return undefined;

  const answers = said?.answers ?? {};
  const lines = said?.lines ?? null;
  const settle = async (channel: 'read:submit' | 'read:reopen'): Promise<void> => {
    await saveForm(key);
    await request(channel, key);
    dropDraft(key);
  };
  return {
    key,
    template,
    answers,
    lines,
    submitted: stored?.state === 'submitted',
    kept: draft?.kept ?? 'saved',
    mayReopen: role === 'adjudicator' || (hidden.length === 0 && mayBeReopened(readings.reader, ofFilm)),
    mayAdjudicate: hidden.length === 0 && mayBeAdjudicated(ofFilm, { readers }),
    others: forms.filter((form) => !isOwn(form)),
    hidden,
    consensus: ofFilm.find((form) => form.role === 'adjudicator'),
    change: (change) => changeForm(key, { template: hash, answers, lines, ...change }),
    submit: () => settle('read:submit'),
    reopen: () => settle('read:reopen'),
  };
}
