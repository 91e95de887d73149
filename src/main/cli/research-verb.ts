import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CohortQuery, LinkOptions, SetFormat } from '../../contract/index.js';
import {
  type CohortCounts,
  countCohort,
  type StudySummary,
  statedNames,
} from '../../domain/research/index.js';
import { DeskFolder, exportSet, openRepository, type Repository, searchStudies } from '../research/index.js';
import { defaultStoreDir } from '../store/index.js';
import { LinkError } from '../sync/index.js';
import { untilInterrupted } from './interrupt.js';
import { linkProblemWords } from './link-problem-words.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import type { Call, Verb } from './verb.js';

export const researchVerb: Verb = {
  usage: `tynys research search --from URL|DIR [which studies] [--offset N] [--limit N] [--store DIR] [--json]
tynys research export --from URL|DIR --to DIR [which studies] [--format LIST] [--store DIR] [--json]
tynys research cohorts [--store DIR] [--json]

Reads a repository, a DICOMweb server (URL) or a folder (DIR), of de-identified studies. Nothing of it goes into the
store; --store is where the desk keeps saved cohorts, the key of the splits and labels that it has read.

Which studies:
  --modality M --body-part B --sex F|M|O --site S
  --date-from YYYYMMDD --date-to YYYYMMDD       both included
  --age-from N --age-to N                       years, both included
  --finding TEXT        part of a finding's name, or its code as SCHEME:VALUE
  --voice reader|model  whose word counts; without it, anybody's
  --likelihood unlikely|indeterminate|likely    the least that a model must say; without it, likely
  --severity-from N --severity-to N             of any severity score
  --cohort NAME         a saved cohort; other options change it
  --save NAME           (search) saves what was asked for as a cohort
Of a server:
  --user U              its password is in TYNYS_PASSWORD; a bearer token is in TYNYS_TOKEN
  --allow-http          plain HTTP to another machine, which everybody on the way can read
Of an export:
  --format LIST         of dicom, png8 (as displayed), png16 (stored values), nifti (CT); without it, dicom,png8
  --window C,W          of png8, in modality values; without it, each object's own
  --train P --validation P                      parts of the patients; without them, 0.8 and 0.1; the rest is test
  --hold-out SITE[,SITE]                        sites that are all in test
  --name TEXT --licence TEXT                    for the data card

With --json, search prints a line per study and last {"summary":{"studies","patients","instances","modality","sex",
"site","finding","elapsedMs"}}; export a line per split and last {"summary":{"studies","added","images","volumes",
"files","bytes","leftOut","elapsedMs"}}. A second export into the same folder adds what is new. Exit code 1 when the
repository cannot be read.`,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    modality: { type: 'string' },
    'body-part': { type: 'string' },
    sex: { type: 'string' },
    site: { type: 'string' },
    'date-from': { type: 'string' },
    'date-to': { type: 'string' },
    'age-from': { type: 'string' },
    'age-to': { type: 'string' },
    finding: { type: 'string' },
    voice: { type: 'string' },
    likelihood: { type: 'string' },
    'severity-from': { type: 'string' },
    'severity-to': { type: 'string' },
    cohort: { type: 'string' },
    save: { type: 'string' },
    offset: { type: 'string' },
    limit: { type: 'string' },
    user: { type: 'string' },
    'allow-http': { type: 'boolean' },
    format: { type: 'string' },
    window: { type: 'string' },
    train: { type: 'string' },
    validation: { type: 'string' },
    'hold-out': { type: 'string' },
    name: { type: 'string' },
    licence: { type: 'string' },
  },
  async run(call) {
    const [verb, ...others] = call.positionals;
    if (others.length > 0) throw new WrongCall(`research ${verb ?? ''} takes no names`);
    const desk = new DeskFolder(resolve(call.values.store ?? defaultStoreDir()));
    switch (verb) {
      case 'search':
        return await withRepository(call, desk, (repository, place) => search(call, desk, repository, place));
      case 'export':
        return await withRepository(call, desk, (repository, place) =>
          exportTo(call, desk, repository, place),
        );
      case 'cohorts':
        return await listCohorts(desk, call.output);
      default:
        throw new WrongCall('research knows search, export and cohorts');
    }
  },
};

async function withRepository(
  { values, output }: Call,
  desk: DeskFolder,
  work: (repository: Repository, place: string) => Promise<number>,
): Promise<number> {
  const from = values['from'];
  if (typeof from !== 'string' || from === '') throw new WrongCall('which repository is --from URL|DIR');
  const isUrl = /^https?:\/\//i.test(from);
  const place = isUrl ? from : resolve(from);
  if (!isUrl && !existsSync(place)) throw new WrongCall(`there is no folder ${place}`);
  const { TYNYS_PASSWORD: password, TYNYS_TOKEN: token } = process.env;
  const user = values['user'];
  const login =
    typeof user === 'string'
      ? ({ kind: 'basic', user } as const)
      : ({ kind: token === undefined ? 'none' : 'bearer' } as const);
  const options = LinkOptions.parse({ login, allowPlainHttp: values['allow-http'] === true });
  const repository = openRepository({
    place,
    options,
    secret: () => (login.kind === 'basic' ? password : token),
    kept: desk.studies(place),
  });
  try {
    return await work(repository, place);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    output.note(`tynys research: ${linkProblemWords[error.problem] ?? error.problem}`);
    return 1;
  } finally {
    repository.close();
  }
}

async function search(
  { values, output }: Call,
  desk: DeskFolder,
  repository: Repository,
  place: string,
): Promise<number> {
  const startedMs = performance.now();
  const query = queryOf(values, desk);
  const offset = wholeNumber(values, 'offset') ?? 0;
  const limit = wholeNumber(values, 'limit') ?? Number.POSITIVE_INFINITY;
  const studies = await untilInterrupted((signal) =>
    searchStudies(repository, desk.shelf(place), query, { signal }),
  );
  for (const study of studies.slice(offset, offset + limit)) await output.result(study, sentenceOf(study));
  const { save } = values;
  if (typeof save === 'string') desk.saveCohort({ name: save, query, savedAt: new Date().toISOString() });
  const counts = countCohort(studies);
  const elapsedMs = Math.round(performance.now() - startedMs);
  await output.result({ summary: { ...asObjects(counts), elapsedMs } }, summaryOf(counts));
  return 0;
}

function sentenceOf(study: StudySummary): string {
  return [
    study.StudyDate,
    study.PatientID,
    study.PatientSex,
    study.PatientAge,
    study.modalities.join('+'),
    study.StudyDescription,
    statedNames(study).join(', '),
    study.StudyInstanceUID,
  ]
    .filter(Boolean)
    .join('  ');
}

function asObjects({ modality, sex, site, finding, ...numbers }: CohortCounts): object {
  return {
    ...numbers,
    modality: Object.fromEntries(modality),
    sex: Object.fromEntries(sex),
    site: Object.fromEntries(site),
    finding: Object.fromEntries(finding),
  };
}

const summaryOf = ({ studies, patients, instances }: CohortCounts): string =>
  `${count(studies, 'study', 'studies')} of ${count(patients, 'patient')}, ${count(instances, 'instance')}`;

async function exportTo(
  { values, output }: Call,
  desk: DeskFolder,
  repository: Repository,
  place: string,
): Promise<number> {
  const startedMs = performance.now();
  const { to, name, licence } = values;
  if (typeof to !== 'string' || to === '') throw new WrongCall('where to export is --to DIR');
  const heldOut = typeof values['hold-out'] === 'string' ? values['hold-out'] : '';
  const report = await untilInterrupted((signal) =>
    exportSet(repository, desk.shelf(place), {
      dir: resolve(to),
      name: typeof name === 'string' ? name : 'Chest imaging cohort',
      licence: typeof licence === 'string' ? licence : 'not stated',
      formats: formatsOf(values['format']),
      window: windowIn(values['window']),
      query: queryOf(values, desk),
      rule: {
        train: part(values, 'train') ?? 0.8,
        validation: part(values, 'validation') ?? 0.1,
        heldOutSites: heldOut.split(',').filter(Boolean),
      },
      splitKey: desk.splitKey(),
      product: 'Tynys',
      signal,
    }),
  );
  if (report === 'settings-differ') {
    throw new WrongCall(`${to} was begun with another query, form, split or key; take another folder`);
  }
  const { perSplit, ...rest } = report;
  for (const [split, studies] of Object.entries(perSplit)) {
    await output.result({ split, studies }, `${split}: ${count(studies, 'study', 'studies')}`);
  }
  const elapsedMs = Math.round(performance.now() - startedMs);
  const left = Object.entries(rest.leftOut).map(([reason, times]) => `${times} ${reason}`);
  await output.result(
    { summary: { ...rest, elapsedMs } },
    `${count(rest.studies, 'study', 'studies')} (${rest.added} new), ${count(rest.images, 'image')}, ${count(rest.volumes, 'volume')}, ${count(rest.files, 'file')}, ${formatBytes(rest.bytes)}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
  );
  return 0;
}

async function listCohorts(desk: DeskFolder, output: Output): Promise<number> {
  const cohorts = desk.cohorts();
  for (const cohort of cohorts)
    await output.result(cohort, `${cohort.name}: ${JSON.stringify(cohort.query)}`);
  await output.result({ summary: { cohorts: cohorts.length } }, count(cohorts.length, 'cohort'));
  return 0;
}

/** A saved cohort, changed by the options. */
function queryOf(values: Call['values'], desk: DeskFolder): CohortQuery {
  const { cohort } = values;
  const saved = desk.cohorts().find(({ name }) => name === cohort);
  if (typeof cohort === 'string' && saved === undefined)
    throw new WrongCall(`there is no cohort '${cohort}'`);
  const asked = {
    modality: values['modality'],
    bodyPart: values['body-part'],
    dateFrom: values['date-from'],
    dateTo: values['date-to'],
    sex: values['sex'],
    ageFrom: wholeNumber(values, 'age-from'),
    ageTo: wholeNumber(values, 'age-to'),
    finding: values['finding'],
    voice: values['voice'],
    likelihood: values['likelihood'],
    severityFrom: decimal(values, 'severity-from'),
    severityTo: decimal(values, 'severity-to'),
    site: values['site'],
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const query = CohortQuery.safeParse({ ...saved?.query, ...given });
  if (query.success) return query.data;
  throw new WrongCall(`${query.error.issues[0]?.path.join('.') ?? 'the query'} is not as --help says`);
}

function formatsOf(list: string | boolean | undefined): SetFormat[] {
  const names = (typeof list === 'string' ? list : 'dicom,png8').split(',');
  return names.map((name) => {
    const format = SetFormat.safeParse(name.trim());
    if (!format.success) throw new WrongCall(`--format knows ${SetFormat.options.join(', ')}`);
    return format.data;
  });
}

function windowIn(text: string | boolean | undefined): { center: number; width: number } | undefined {
  if (typeof text !== 'string') return undefined;
  const [center = Number.NaN, width = Number.NaN] = text.split(',').map(Number);
  if (Number.isFinite(center) && width >= 1) return { center, width };
  throw new WrongCall('--window is CENTRE,WIDTH');
}

function decimal(values: Call['values'], name: string): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new WrongCall(`--${name} is a number`);
  return value;
}

function wholeNumber(values: Call['values'], name: string): number | undefined {
  const value = decimal(values, name);
  if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
    throw new WrongCall(`--${name} is a whole number`);
  }
  return value;
}

function part(values: Call['values'], name: string): number | undefined {
  const value = decimal(values, name);
  if (value !== undefined && (value < 0 || value > 1)) throw new WrongCall(`--${name} is from 0 to 1`);
  return value;
}
