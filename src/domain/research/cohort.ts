import type { Likelihood, StatedFinding, StatedSeverity, Voice } from './finding-report.js';
import { likelihoods } from './finding-report.js';

/** What a repository tells of one study; keywords as DICOM has them, '' where it is silent. */
export interface StudySummary {
  readonly StudyInstanceUID: string;
  /** A pseudonym. */
  readonly PatientID: string;
  readonly PatientSex: string;
  readonly PatientAge: string;
  readonly StudyDate: string;
  readonly StudyDescription: string;
  /** Of images and what was made of them, each once, sorted. */
  readonly modalities: readonly string[];
  readonly bodyParts: readonly string[];
  readonly views: readonly string[];
  /** Who sent it. */
  readonly site: string;
  readonly instances: number;
  readonly findings: readonly StatedFinding[];
  readonly severities: readonly StatedSeverity[];
}

/** Which studies are wanted; what is absent or '' does not matter. A cohort is such a query with a name. */
export interface CohortQuery {
  readonly modality?: string | undefined;
  readonly bodyPart?: string | undefined;
  /** YYYYMMDD, both included. */
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
  readonly sex?: string | undefined;
  /** Years, both included; a study without an age is not in any range. */
  readonly ageFrom?: number | undefined;
  readonly ageTo?: number | undefined;
  /** Part of a finding's meaning, or its code as scheme:value. */
  readonly finding?: string | undefined;
  /** Whose word counts; absent: anybody's. */
  readonly voice?: Voice | undefined;
  /** The least that a model must say; absent: 'likely'. A reader's finding always counts. */
  readonly likelihood?: Likelihood | undefined;
  /** Any severity score within, both included. */
  readonly severityFrom?: number | undefined;
  readonly severityTo?: number | undefined;
  readonly site?: string | undefined;
}

/** What a query asks, by name: what does not matter is left out. */
export const askedOf = (query: CohortQuery): [string, string | number][] =>
  Object.entries(query).filter(([, value]) => value !== undefined && value !== '');

/** Age in years of an AS value (PS3.5 6.2): '045Y', '018M', '012W', '003D'; undefined where it is none. */
export function yearsOf(PatientAge: string): number | undefined {
  const parts = /^(\d{3})([DWMY])$/.exec(PatientAge);
  if (parts === null) return undefined;
  const perYear = { D: 365.25, W: 365.25 / 7, M: 12, Y: 1 }[parts[2] ?? ''] ?? 1;
  return Number(parts[1]) / perYear;
}

/** Whether a study belongs to a cohort. */
export function belongsTo(study: StudySummary, query: CohortQuery): boolean {
  return (
    isOneOf(study.modalities, query.modality) &&
    isOneOf(study.bodyParts, query.bodyPart) &&
    (query.dateFrom === undefined || query.dateFrom === '' || study.StudyDate >= query.dateFrom) &&
    (query.dateTo === undefined ||
      query.dateTo === '' ||
      (study.StudyDate !== '' && study.StudyDate <= query.dateTo)) &&
    isOneOf([study.PatientSex], query.sex) &&
    isWithin([yearsOf(study.PatientAge)], query.ageFrom, query.ageTo, (age) => Math.floor(age)) &&
    isOneOf([study.site], query.site) &&
    isWithin(
      study.severities.filter(({ voice }) => isVoice(voice, query)).map(({ value }) => value),
      query.severityFrom,
      query.severityTo,
    ) &&
    hasFinding(study, query)
  );
}

function isOneOf(values: readonly string[], wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === '') return true;
  return values.some((value) => value.toLowerCase() === wanted.toLowerCase());
}

function isWithin(
  values: readonly (number | undefined)[],
  from: number | undefined,
  to: number | undefined,
  asCompared: (value: number) => number = (value) => value,
): boolean {
  if (from === undefined && to === undefined) return true;
  return values.some((value) => {
    if (value === undefined) return false;
    const compared = asCompared(value);
    return compared >= (from ?? Number.NEGATIVE_INFINITY) && compared <= (to ?? Number.POSITIVE_INFINITY);
  });
}

const isVoice = (voice: Voice, query: CohortQuery): boolean =>
  query.voice === undefined || query.voice === voice;

function hasFinding({ findings }: StudySummary, query: CohortQuery): boolean {
  const wanted = (query.finding ?? '').trim().toLowerCase();
  const least = query.likelihood ?? 'likely';
  if (wanted === '' && query.voice === undefined && query.likelihood === undefined) return true;
  return findings.some(
    (one) =>
      isVoice(one.voice, query) &&
      isStated(one, least) &&
      (wanted === '' ||
        one.code.CodeMeaning.toLowerCase().includes(wanted) ||
        `${one.code.CodingSchemeDesignator}:${one.code.CodeValue}`.toLowerCase() === wanted),
  );
}

/**
 * Whether a finding counts as there: a reader has seen it, or a model says at least so much. What a model names without
 * a score is something that it measured.
 */
export function isStated(
  { voice, likelihood }: Pick<StatedFinding, 'voice' | 'likelihood'>,
  least: Likelihood = 'likely',
): boolean {
  if (likelihood === null) return voice !== 'model';
  return likelihoods.indexOf(likelihood) >= likelihoods.indexOf(least);
}

/** How many studies of a cohort have each value, most first: what a researcher asks before anything else. */
export interface CohortCounts {
  readonly studies: number;
  readonly patients: number;
  readonly instances: number;
  readonly modality: readonly [string, number][];
  readonly sex: readonly [string, number][];
  readonly site: readonly [string, number][];
  /** 'Pneumothorax (reader)': a reader's word and a model's are never added up. */
  readonly finding: readonly [string, number][];
}

/** Counts studies; a study counts once for each of its values. */
export function countCohort(studies: readonly StudySummary[]): CohortCounts {
  return {
    studies: studies.length,
    patients: new Set(studies.map(({ PatientID }) => PatientID)).size,
    instances: studies.reduce((sum, { instances }) => sum + instances, 0),
    modality: tally(studies.flatMap(({ modalities }) => modalities)),
    sex: tally(studies.map(({ PatientSex }) => PatientSex)),
    site: tally(studies.map(({ site }) => site)),
    finding: tally(studies.flatMap(statedNames)),
  };
}

/** Each finding of a study once for each voice. */
export function statedNames({ findings }: Pick<StudySummary, 'findings'>): string[] {
  return [
    ...new Set(
      findings.filter((one) => isStated(one)).map(({ code, voice }) => `${code.CodeMeaning} (${voice})`),
    ),
  ];
}

/** Values with how often each is there, most first, then by name; '' is 'unknown'. */
export function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value || 'unknown', (counts.get(value || 'unknown') ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}
