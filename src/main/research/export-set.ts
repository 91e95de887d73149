import { createHash, createHmac } from 'node:crypto';
import {
  askedOf,
  type CohortQuery,
  dataCard,
  labelTable,
  manifestText,
  metadataTable,
  pictureFolder,
  type SetFile,
  type SetStudy,
  type Split,
  type SplitRule,
  type StudySummary,
  shapeDataset,
  splitOf,
  splits,
} from '../../domain/research/index.js';
import { exportStudy, type Forms } from './export-study.js';
import type { ReportShelf } from './report-shelf.js';
import type { Repository } from './repository.js';
import { searchStudies } from './search.js';
import { SetFolder, type SetSettings } from './set-folder.js';

export interface SetOptions extends Forms {
  readonly dir: string;
  readonly name: string;
  readonly licence: string;
  readonly query: CohortQuery;
  readonly rule: SplitRule;
  /** Of the splits; 32 bytes. */
  readonly splitKey: Uint8Array;
  readonly product: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SetProgress) => void;
}

export interface SetProgress {
  readonly step: 'searching' | 'writing' | 'finishing';
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

export interface SetReport {
  readonly studies: number;
  /** Studies that this run wrote; the others were there. */
  readonly added: number;
  readonly images: number;
  readonly volumes: number;
  readonly files: number;
  readonly bytes: number;
  readonly perSplit: Readonly<Record<Split, number>>;
  /** Reasons with how often. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * Writes the training set of a cohort, or goes on with one: studies that are in it as they are in the repository are
 * left alone, and every patient stays in the split that they are in. Stopped at any moment, it goes on where it was.
 * @returns 'settings-differ' where the folder was begun with another query, key, rule or other forms
 * @throws LinkError; an errno error of the folder's disk; what `signal` was aborted with
 */
export async function exportSet(
  repository: Repository,
  shelf: ReportShelf,
  options: SetOptions,
): Promise<SetReport | 'settings-differ'> {
  const { signal, onProgress } = options;
  const folder = await SetFolder.open(options.dir, settingsOf(options));
  if (folder === 'settings-differ') return folder;
  const studies = await searchStudies(repository, shelf, options.query, {
    signal,
    onLooked: (done) => onProgress?.({ step: 'searching', done, total: 0 }),
  });
  const splitFor = patientSplits(folder.studies, studies, options);
  let added = 0;
  for (const [done, study] of studies.entries()) {
    signal.throwIfAborted();
    onProgress?.({ step: 'writing', done, total: studies.length });
    if (await isAsItWas(repository, folder.study(study.StudyInstanceUID), study, signal)) continue;
    const split = splitFor(study);
    if (split === undefined) {
      await folder.note(leftOutWhole(study, 'patient-in-other-split'));
      continue;
    }
    await folder.note(await exportStudy(repository, folder, study, split, options, signal));
    added += 1;
  }
  onProgress?.({ step: 'finishing', done: studies.length, total: studies.length });
  const files = await writeTables(folder, repository, options);
  return reportOf(folder.studies, files, added);
}

/** The lists over all studies, anew from the ledger; the manifest last, so that it is of what is there. */
async function writeTables(
  folder: SetFolder,
  repository: Repository,
  { name, licence, query, rule, product }: SetOptions,
): Promise<SetFile[]> {
  const { studies } = folder;
  const files = studies.flatMap((study) => study.files);
  for (const split of splits) {
    if (!studies.some((study) => study.split === split)) continue;
    files.push(await folder.write(`${pictureFolder(split)}/metadata.csv`, metadataTable(studies, split)));
    const coco = JSON.stringify(shapeDataset(studies, split));
    files.push(await folder.write(`annotations/${split}.coco.json`, coco));
  }
  files.push(await folder.write('labels.csv', labelTable(studies)));
  const madeAt = new Date().toISOString();
  const card = dataCard(studies, {
    name,
    licence,
    repository: repository.name,
    query,
    rule,
    madeAt,
    product,
  });
  files.push(await folder.write('README.md', card));
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  await folder.write('manifest.sha256', manifestText(unique));
  return unique;
}

function settingsOf({ name, formats, window, query, rule, splitKey }: SetOptions): SetSettings {
  return {
    name,
    formats: [...formats].sort(),
    window: window === undefined ? null : { center: window.center, width: window.width },
    query: Object.fromEntries(askedOf(query).sort(([a], [b]) => (a < b ? -1 : 1))),
    rule: {
      train: rule.train,
      validation: rule.validation,
      heldOutSites: [...rule.heldOutSites].sort(),
    },
    splitKey: createHash('sha256').update(splitKey).digest('hex'),
  };
}

/**
 * Splits by patient: as the set has them, else by the rule over all of a patient's studies. Undefined for a study of a
 * held-out site whose patient is elsewhere already: it would let a test patient be trained on.
 */
function patientSplits(
  present: readonly SetStudy[],
  wanted: readonly StudySummary[],
  { rule, splitKey }: SetOptions,
): (study: StudySummary) => Split | undefined {
  const digest = (text: string): Uint8Array => createHmac('sha512', splitKey).update(text).digest();
  const known = new Map<string, Split>();
  for (const { PatientID, split, images, volumes } of present) {
    if (images.length + volumes.length > 0) known.set(PatientID, split);
  }
  const heldOut = new Set(
    wanted.filter(({ site }) => rule.heldOutSites.includes(site)).map(({ PatientID }) => PatientID),
  );
  return ({ PatientID, site }) => {
    const before = known.get(PatientID);
    if (before !== undefined) {
      return before !== 'test' && rule.heldOutSites.includes(site) ? undefined : before;
    }
    return heldOut.has(PatientID) ? 'test' : splitOf(PatientID, site, rule, digest);
  };
}

/** Whether the set has a study as the repository has it: the same instances. */
async function isAsItWas(
  repository: Repository,
  before: SetStudy | undefined,
  study: StudySummary,
  signal: AbortSignal,
): Promise<boolean> {
  // A server need not say how many there are.
  const isOther = study.instances > 0 && before?.instances.length !== study.instances;
  if (before === undefined || isOther) return false;
  const now = await repository.instances(study.StudyInstanceUID, signal);
  const UIDs = now.map(({ SOPInstanceUID }) => SOPInstanceUID).sort();
  return UIDs.length === before.instances.length && UIDs.every((UID, at) => UID === before.instances[at]);
}

function leftOutWhole({ StudyInstanceUID, PatientID, site }: StudySummary, reason: string): SetStudy {
  return {
    StudyInstanceUID,
    PatientID,
    site,
    split: 'test',
    instances: [],
    images: [],
    volumes: [],
    findings: [],
    severities: [],
    shapes: [],
    files: [],
    leftOut: [{ UID: StudyInstanceUID, reason }],
  };
}

function reportOf(studies: readonly SetStudy[], files: readonly SetFile[], added: number): SetReport {
  const leftOut: Record<string, number> = {};
  for (const { reason } of studies.flatMap((study) => study.leftOut)) {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  }
  const inSplit = (split: Split): number => studies.filter((study) => study.split === split).length;
  return {
    studies: studies.length,
    added,
    images: studies.reduce((sum, { images }) => sum + images.length, 0),
    volumes: studies.reduce((sum, { volumes }) => sum + volumes.length, 0),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    perSplit: { train: inSplit('train'), validation: inSplit('validation'), test: inSplit('test') },
    leftOut,
  };
}
