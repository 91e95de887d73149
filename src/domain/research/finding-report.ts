import type { Code, DatasetView, Tag } from '../dicom/index.js';

/** Who says so: a person, a network, or nobody that the object names. */
export const voices = ['reader', 'model', 'unstated'] as const;
export type Voice = (typeof voices)[number];

/** What a model's score amounts to, as its card says. */
export const likelihoods = ['unlikely', 'indeterminate', 'likely'] as const;
export type Likelihood = (typeof likelihoods)[number];

/** A finding that an object of a study states. */
export interface StatedFinding {
  readonly code: Code;
  readonly voice: Voice;
  /** A reader's (pseudonymous) name, or a network's name and version; '' where the object has none. */
  readonly by: string;
  /** The image that it is about; '' where only the study is. */
  readonly SOPInstanceUID: string;
  /** Of a model's score; null for a reader's finding, which is there because it was seen. */
  readonly likelihood: Likelihood | null;
  /** 0 to 1, calibrated as the model's card says; null for a reader's. */
  readonly probability: number | null;
  /** The object that says so. */
  readonly source: string;
}

/** A number for how much is affected, such as a Brixia or RALE score. */
export interface StatedSeverity {
  /** Its concept's meaning. */
  readonly name: string;
  readonly value: number;
  readonly voice: Voice;
  readonly SOPInstanceUID: string;
}

export interface FindingReport {
  /** Whose the report as a whole is. */
  readonly voice: Voice;
  /** SOP instances whose place this one takes (PredecessorDocumentsSequence): what they say no longer counts. */
  readonly replaces: readonly string[];
  readonly findings: readonly StatedFinding[];
  readonly severities: readonly StatedSeverity[];
}

const tags = {
  SOPInstanceUID: 0x0008_0018,
  CodeValue: 0x0008_0100,
  CodingSchemeDesignator: 0x0008_0102,
  CodeMeaning: 0x0008_0104,
  ReferencedSeriesSequence: 0x0008_1115,
  ReferencedSOPInstanceUID: 0x0008_1155,
  ReferencedSOPSequence: 0x0008_1199,
  ValueType: 0x0040_a040,
  ConceptNameCodeSequence: 0x0040_a043,
  PersonName: 0x0040_a123,
  TextValue: 0x0040_a160,
  ConceptCodeSequence: 0x0040_a168,
  MeasuredValueSequence: 0x0040_a300,
  NumericValue: 0x0040_a30a,
  PredecessorDocumentsSequence: 0x0040_a360,
  ContentSequence: 0x0040_a730,
} as const satisfies Record<string, Tag>;

/** Concepts by their code value; DCM unless said (PS3.16 annex D). */
const concept = {
  finding: '121071',
  observerType: '121005',
  person: '121006',
  device: '121007',
  personName: '121008',
  deviceName: '121013',
  algorithmName: '111001',
  algorithmVersion: '111003',
  probability: '122157',
  threshold: '122411',
  likelihood: 'likelihood-band',
} as const;

/** No report that people read has more. */
const MOST_ITEMS = 100_000;

/**
 * What a structured report says was found: every container of any maker's SR with a Finding (121071, DCM), as in the
 * measurement groups of TID 1500, with the image, the algorithm and the probability that stand beside it. Who speaks
 * is the nearest Observer Type (TID 1002) or Algorithm Name above it. Never throws for what the object says.
 */
export function readFindingReport(report: DatasetView): FindingReport {
  const findings: StatedFinding[] = [];
  const severities: StatedSeverity[] = [];
  const source = report.string(tags.SOPInstanceUID);
  const open: { readonly container: DatasetView; readonly around: Speaker }[] = [
    { container: report, around: NOBODY },
  ];
  let left = MOST_ITEMS;
  for (let next = open.pop(); next !== undefined && left > 0; next = open.pop()) {
    const items = next.container.items(tags.ContentSequence);
    left -= items.length + 1;
    const speaker = speakerIn(items, next.around);
    const about = { SOPInstanceUID: imageOf(items), voice: speaker.voice };
    const named = items.filter((item) => conceptOf(item) === concept.finding);
    for (const code of named.map((item) => readCode(item, tags.ConceptCodeSequence))) {
      if (code === undefined || isRemoved(code)) continue;
      findings.push({ code, ...about, by: speaker.by, ...scoreIn(items), source });
    }
    for (const item of items) severities.push(...severityOf(item, about));
    for (const item of [...items].reverse()) {
      if (item.string(tags.ValueType) === 'CONTAINER') open.push({ container: item, around: speaker });
    }
  }
  const { voice } = speakerIn(report.items(tags.ContentSequence), NOBODY);
  return { voice, replaces: replacedBy(report), findings, severities };
}

function replacedBy(report: DatasetView): string[] {
  return report
    .items(tags.PredecessorDocumentsSequence)
    .flatMap((study) => study.items(tags.ReferencedSeriesSequence))
    .flatMap((series) => series.items(tags.ReferencedSOPSequence))
    .map((reference) => reference.string(tags.ReferencedSOPInstanceUID));
}

interface Speaker {
  readonly voice: Voice;
  readonly by: string;
}

const NOBODY: Speaker = { voice: 'unstated', by: '' };

function speakerIn(items: readonly DatasetView[], around: Speaker): Speaker {
  const named = (name: string): DatasetView | undefined => items.find((item) => conceptOf(item) === name);
  const words = (item: DatasetView | undefined): string => item?.text(tags.TextValue).trim() ?? '';
  const algorithm = [named(concept.algorithmName), named(concept.algorithmVersion)]
    .map(words)
    .filter(Boolean);
  if (algorithm.length > 0) return { voice: 'model', by: algorithm.join(' ') };
  const type = readCode(named(concept.observerType), tags.ConceptCodeSequence)?.CodeValue;
  if (type === concept.device) return { voice: 'model', by: words(named(concept.deviceName)) };
  const person = named(concept.personName)?.name(tags.PersonName) ?? '';
  if (type === concept.person || person !== '') return { voice: 'reader', by: personOf(person) };
  return around;
}

/** A PN for people: 'Reader^Anna' is 'Reader Anna'; '' for what de-identification put in a name's place. */
function personOf(name: string): string {
  const words = (name.split('=')[0] ?? '').replace(/\^+/g, ' ').trim();
  return words.toLowerCase() === 'removed' ? '' : words;
}

function scoreIn(items: readonly DatasetView[]): Pick<StatedFinding, 'likelihood' | 'probability'> {
  const band = readCode(
    items.find((item) => conceptOf(item) === concept.likelihood),
    tags.ConceptCodeSequence,
  )?.CodeValue;
  const number = (name: string): number | undefined =>
    measured(items.find((item) => conceptOf(item) === name));
  const probability = number(concept.probability);
  // Other makers have no bands; of their scores the threshold decides.
  const least = number(concept.threshold) ?? 0.5;
  const decided = probability === undefined ? null : probability >= least ? 'likely' : 'unlikely';
  return {
    likelihood: likelihoods.find((one) => one === band) ?? decided,
    probability: probability ?? null,
  };
}

/** A number whose concept is called a severity or one of the scores that lungs are graded by. */
function severityOf(
  item: DatasetView,
  about: Pick<StatedSeverity, 'SOPInstanceUID' | 'voice'>,
): StatedSeverity[] {
  if (item.string(tags.ValueType) !== 'NUM') return [];
  const name = readCode(item, tags.ConceptNameCodeSequence)?.CodeMeaning ?? '';
  const value = measured(item);
  return value === undefined || !/severity|brixia|\brale\b/i.test(name) ? [] : [{ name, value, ...about }];
}

function imageOf(items: readonly DatasetView[]): string {
  const references = items
    .filter((item) => item.string(tags.ValueType) === 'IMAGE')
    .flatMap((item) => item.items(tags.ReferencedSOPSequence));
  return references[0]?.string(tags.ReferencedSOPInstanceUID) ?? '';
}

/** A code that de-identification did not know (`domain/deidentify`): something was there, nobody knows what. */
const isRemoved = ({ CodeValue, CodingSchemeDesignator }: Code): boolean =>
  CodeValue === 'REMOVED' && CodingSchemeDesignator === '99TYNYS';

function measured(item: DatasetView | undefined): number | undefined {
  const value = item?.items(tags.MeasuredValueSequence)[0]?.number(tags.NumericValue);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

const conceptOf = (item: DatasetView): string | undefined =>
  readCode(item, tags.ConceptNameCodeSequence)?.CodeValue;

function readCode(item: DatasetView | undefined, sequence: Tag): Code | undefined {
  const code = item?.items(sequence)[0];
  const CodeValue = code?.string(tags.CodeValue) ?? '';
  if (code === undefined || CodeValue === '') return undefined;
  return {
    CodeValue,
    CodingSchemeDesignator: code.string(tags.CodingSchemeDesignator),
    CodeMeaning: code.string(tags.CodeMeaning) || CodeValue,
  };
}
