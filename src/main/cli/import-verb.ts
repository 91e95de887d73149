import { lstatSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FileOutcome, ImportJob, ImportProgress } from '../../contract/index.js';
import { FilmIdentity } from '../../contract/index.js';
import { assignFilms, importRoots, jobFor, reasonText, rootOf, runImport } from '../import/index.js';
import type { WriteStore } from '../store/index.js';
import { untilInterrupted } from './interrupt.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Verb } from './verb.js';

const identityOptions = {
  'patient-name': { type: 'string' },
  'patient-id': { type: 'string' },
  issuer: { type: 'string' },
  'birth-date': { type: 'string' },
  sex: { type: 'string' },
  'study-date': { type: 'string' },
  'study-description': { type: 'string' },
  modality: { type: 'string' },
  view: { type: 'string' },
  'body-part': { type: 'string' },
} as const;

export const importVerb: Verb = {
  usage: `tynys import PATH… [--store DIR] [--json] [picture options]

Reads each PATH (a folder, a file, a ZIP archive, a disc or its DICOMDIR) once and stores every DICOM file in it,
bytes untouched. What was stored is safe at any moment: the same call again goes on where the last one was stopped.

With --json, a line per file:
  {"file","result":"stored|duplicate|conflict|not-dicom|unreadable","SOPInstanceUID"?,"reason"?,"code"?}
and last {"summary":{"stored","duplicate","conflict","notDicom","unreadable","studies","bytes","elapsedMs",…}}

PNG, JPEG and TIFF pictures say nothing about whose they are. They wait in the store until somebody says so there,
or here, for all pictures of this call:
  --patient-name NAME --patient-id ID   as DICOM writes them (Family^Given^Middle); both are needed
  [--issuer ISSUER] [--birth-date D] [--sex F|M|O] [--study-date D] [--study-description TEXT]
  [--modality DX|CR|OT] [--view PA|AP|LL|RL] [--body-part CHEST]     dates: YYYYMMDD or YYYY-MM-DD

Exit code 1: a file could not be read, a file that the DICOMDIR lists is missing, or the import was stopped.`,
  options: identityOptions,
  async run({ positionals, values, output }) {
    if (positionals.length === 0) throw new WrongCall('import needs at least one PATH');
    for (const path of positionals) {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
        throw new WrongCall(`there is nothing at ${path}`);
    }
    const identity = identityFrom(values);
    const store = storeToWrite(values.store);
    try {
      return await importInto(store, positionals, identity, output);
    } finally {
      store.close();
    }
  },
};

async function importInto(
  store: WriteStore,
  given: readonly string[],
  identity: FilmIdentity | undefined,
  output: Output,
): Promise<number> {
  const startedMs = performance.now();
  const roots = importRoots(given);
  const job = jobFor(store, roots);
  if (job.filesDone > 0) output.note(`Going on with the import of ${job.startedAt}.`);
  const asGiven = labelsAsGiven(given);
  const tally = { stored: 0, duplicate: 0, conflict: 0, notDicom: 0, unreadable: 0, bytes: 0 };
  let printed: Promise<void> = Promise.resolve();
  const print = (outcome: FileOutcome): void => {
    tally[outcome.result === 'not-dicom' ? 'notDicom' : outcome.result] += 1;
    tally.bytes += outcome.bytes;
    const { result, SOPInstanceUID, reason } = outcome;
    const file = asGiven(outcome.file);
    const record = {
      file,
      result,
      ...(SOPInstanceUID ? { SOPInstanceUID } : {}),
      ...(reason === undefined ? {} : { reason: reasonText(reason), code: reason.code }),
    };
    const sentence =
      result === 'unreadable' || result === 'conflict'
        ? `${result}: ${file}: ${reason === undefined ? '' : reasonText(reason)}`
        : undefined;
    printed = printed.then(() => output.result(record, sentence));
  };
  // With a person for the pictures, what is not DICOM may yet become a film of theirs.
  const later: FileOutcome[] = [];
  const ended = await untilInterrupted((signal) =>
    runImport({
      store,
      job,
      signal,
      onOutcome: (outcome) => {
        if (identity !== undefined && outcome.result === 'not-dicom') later.push(outcome);
        else print(outcome);
      },
      ...(output.json ? {} : progressOn(process.stderr)),
    }),
  );
  if (identity !== undefined) {
    const films = store.films().filter((film) => film.jobId === job.id);
    const assigned = await assignFilms(
      store,
      films.map((film) => film.id),
      identity,
    );
    const byFile = new Map(assigned.map((outcome) => [outcome.file, outcome]));
    for (const outcome of later) print(byFile.get(outcome.file) ?? outcome);
  }
  await printed;
  const elapsedMs = Math.round(performance.now() - startedMs);
  const { bytes, ...counts } = tally;
  const summary = {
    ...counts,
    studies: store.job(job.id)?.studies ?? ended.studies,
    bytes,
    elapsedMs,
    missing: ended.missing,
    filmsWaiting: store.films().filter((film) => film.jobId === job.id).length,
    state: ended.state,
    ...(ended.code === null ? {} : { code: ended.code }),
  };
  await output.result({ summary }, summarySentence(summary));
  explainEnd(ended, output);
  return ended.state === 'finished' && tally.unreadable === 0 && ended.missing === 0 ? 0 : 1;
}

function summarySentence(summary: {
  stored: number;
  duplicate: number;
  conflict: number;
  notDicom: number;
  unreadable: number;
  studies: number;
  bytes: number;
  elapsedMs: number;
  filmsWaiting: number;
}): string {
  const parts = [
    `${summary.stored} stored`,
    `${summary.duplicate} already there`,
    `${summary.conflict} in conflict`,
    `${summary.notDicom} not DICOM`,
    `${summary.unreadable} unreadable`,
  ];
  const waiting =
    summary.filmsWaiting > 0 ? `\n${count(summary.filmsWaiting, 'picture')} waiting for a patient` : '';
  const seconds = (summary.elapsedMs / 1000).toFixed(1);
  return `${parts.join(', ')}; ${count(summary.studies, 'study', 'studies')}, ${formatBytes(summary.bytes)} in ${seconds} s${waiting}`;
}

function explainEnd(job: ImportJob, output: Output): void {
  if (job.code === 'disk-full') {
    output.note(
      'The disk that holds the store is full. Everything stored before is safe; free some space and repeat the call.',
    );
  } else if (job.code === 'medium-gone') {
    output.note(
      'The medium went away. Everything stored before is safe; put it back and repeat the call to go on.',
    );
  } else if (job.state === 'cancelled') {
    output.note('Stopped. Everything stored before is safe; repeat the call to go on.');
  }
}

function progressOn(stream: NodeJS.WriteStream): { onProgress?: (progress: ImportProgress) => void } {
  if (!stream.isTTY) return {};
  return {
    onProgress(progress) {
      const running = progress.state === 'scanning' || progress.state === 'running';
      const rate = `${formatBytes(progress.bytesPerSecond)}/s`;
      const left = progress.secondsLeft === null ? '' : `, ${Math.ceil(progress.secondsLeft)} s left`;
      const text = running
        ? `${progress.filesDone} of ${progress.filesTotal ?? '?'} files, ${rate}${left}`
        : '';
      stream.write(`\r\u001b[K${text}`);
    },
  };
}

/** Paths as they were given, joined with what lies below them: what `find` prints. */
function labelsAsGiven(given: readonly string[]): (label: string) => string {
  const prefixes = given.map((path) => {
    const root = rootOf(path);
    const named = rootOf(dirname(path)) === root && basename(path) !== basename(root) ? dirname(path) : path;
    return { root, shown: named };
  });
  return (label) => {
    for (const { root, shown } of prefixes) {
      if (label === root) return shown;
      const below = root.endsWith('/') ? root : `${root}/`;
      if (label.startsWith(below))
        return `${shown.endsWith('/') ? shown : `${shown}/`}${label.slice(below.length)}`;
    }
    return label;
  };
}

function identityFrom(
  values: Readonly<Record<string, string | boolean | undefined>>,
): FilmIdentity | undefined {
  const text = (name: keyof typeof identityOptions): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (Object.keys(identityOptions).every((name) => values[name] === undefined)) return undefined;
  if (text('patient-name') === undefined || text('patient-id') === undefined) {
    throw new WrongCall('pictures are assigned to a person by --patient-name and --patient-id together');
  }
  const parsed = FilmIdentity.safeParse({
    PatientName: text('patient-name'),
    PatientID: text('patient-id'),
    IssuerOfPatientID: text('issuer'),
    PatientBirthDate: text('birth-date')?.replaceAll('-', ''),
    PatientSex: text('sex'),
    StudyDate: text('study-date')?.replaceAll('-', ''),
    StudyDescription: text('study-description'),
    Modality: text('modality'),
    ViewPosition: text('view'),
    BodyPartExamined: text('body-part'),
  });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new WrongCall(`not usable for a picture's patient: ${wrong}`);
}
