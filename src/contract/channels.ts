import { z } from 'zod';
import { analyseEvents, analyseRequests } from './analyse.js';
import { annotateEvents, annotateRequests } from './annotate.js';
import { AppInfo, Licence, Settings } from './app.js';
import { deidentifyEvents, deidentifyRequests } from './deidentify.js';
import {
  Announcement,
  Disc,
  FileClass,
  FileOutcome,
  FilmIdentity,
  ImportJob,
  ImportProgress,
  WaitingFilm,
} from './import.js';
import { readEvents, readRequests } from './read.js';
import { receiveEvents, receiveRequests } from './receive.js';
import { reportEvents, reportRequests } from './report.js';
import { researchEvents, researchRequests } from './research.js';
import { StudyContent, StudyPage, StudyQuery, StudyRow } from './store.js';
import { syncEvents, syncRequests } from './sync.js';

const None = z.undefined();
const Id = z.number().int().positive();

/** Every request that the renderer can make: `stage:verb`, its argument and its answer. */
export const requests = {
  'app:info': { input: None, output: AppInfo },
  'app:licences': { input: None, output: z.array(Licence) },
  'app:open-logs': { input: None, output: z.null() },
  'app:open-store': { input: None, output: z.null() },
  /** The renderer has painted its first screen and can take events. */
  'app:ready': { input: z.object({ screen: z.string() }), output: z.null() },
  /** Everything that was asked for is on the screen (a film is drawn, or there is nothing to draw). */
  'app:settled': { input: z.object({ screen: z.string() }).optional(), output: z.null() },
  'settings:read': { input: None, output: Settings },
  'settings:write': { input: Settings.partial(), output: Settings },

  'store:studies': { input: StudyQuery, output: StudyPage },
  'store:patient-studies': { input: z.object({ patientId: Id }), output: z.array(StudyRow) },
  'store:content': { input: z.object({ studyId: Id }), output: StudyContent },
  'store:mark-opened': { input: z.object({ studyId: Id }), output: z.null() },
  /** The store id of a study by UID (for studies that an announcement promised), null while it has no instance. */
  'store:find-study': {
    input: z.object({ StudyInstanceUID: z.string().max(64), PatientID: z.string().max(64) }),
    output: StudyRow.nullable(),
  },

  /** Opens the system's dialog; null when the user cancels. */
  'import:choose': {
    input: z.object({ kind: z.enum(['folder', 'files', 'disc']) }),
    output: z.array(z.string()).nullable(),
  },
  'import:discs': { input: None, output: z.array(Disc) },
  'import:start': {
    input: z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(1000) }),
    output: ImportJob,
  },
  /** Writes the sample disc (once) and imports it. */
  'import:sample': { input: None, output: ImportJob },
  'import:cancel': { input: z.object({ jobId: Id }), output: z.null() },
  'import:resume': { input: z.object({ jobId: Id }), output: ImportJob },
  'import:prioritise': {
    input: z.object({ jobId: Id, StudyInstanceUID: z.string().max(64) }),
    output: z.null(),
  },
  'import:jobs': { input: None, output: z.array(ImportJob) },
  'import:announced': { input: None, output: z.array(Announcement) },
  'import:report': {
    input: z.object({
      jobId: Id,
      result: FileClass.optional(),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ total: z.number().int(), rows: z.array(FileOutcome) }),
  },
  /** Asks where to save; null when the user cancels, else the path. */
  'import:export-report': {
    input: z.object({ jobId: Id, format: z.enum(['csv', 'json']) }),
    output: z.string().nullable(),
  },
  'import:films': { input: None, output: z.array(WaitingFilm) },
  /** A small PNG (data URL, at most 512 px) of a waiting film, to recognise it by. */
  'import:film-preview': { input: z.object({ filmId: Id }), output: z.string().nullable() },
  'import:assign-films': {
    input: z.object({ filmIds: z.array(Id).min(1).max(200), identity: FilmIdentity }),
    output: z.array(FileOutcome),
  },
  'import:dismiss-films': { input: z.object({ filmIds: z.array(Id).min(1).max(200) }), output: z.null() },

  ...analyseRequests,
  ...annotateRequests,
  ...deidentifyRequests,
  ...readRequests,
  ...receiveRequests,
  ...reportRequests,
  ...researchRequests,
  ...syncRequests,
} as const;

export type Requests = typeof requests;
export type Channel = keyof Requests;
export type RequestInput<C extends Channel> = z.input<Requests[C]['input']>;
export type RequestOutput<C extends Channel> = z.output<Requests[C]['output']>;
/** One handler for every channel of `R`; the argument has passed its schema. */
export type HandlersOf<R extends Partial<Requests>> = {
  readonly [C in keyof R & Channel]: (
    input: z.output<Requests[C]['input']>,
  ) => RequestOutput<C> | Promise<RequestOutput<C>>;
};

/** Everything that the main process tells the renderer unasked. */
export const events = {
  'import:progress': ImportProgress,
  'import:announced': Announcement,
  /** Something in the store changed; what is on the screen may be stale. */
  'store:changed': z.object({ studyIds: z.array(z.number().int()) }),
  /** Show this study (command line, second start, file association). */
  'app:open-study': z.object({ studyId: z.number().int() }),

  ...analyseEvents,
  ...annotateEvents,
  ...deidentifyEvents,
  ...readEvents,
  ...receiveEvents,
  ...reportEvents,
  ...researchEvents,
  ...syncEvents,
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<E extends EventName> = z.output<Events[E]>;
