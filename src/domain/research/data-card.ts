import type { CohortQuery } from './cohort.js';
import { askedOf, statedNames, tally, yearsOf } from './cohort.js';
import { type SplitRule, splits } from './split.js';
import { pictureFolder, type SetStudy } from './training-set.js';

/** What a card says beside what can be counted. */
export interface CardFacts {
  readonly name: string;
  readonly licence: string;
  /** Where it is from, without user names or secrets. */
  readonly repository: string;
  readonly query: CohortQuery;
  readonly rule: SplitRule;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly product: string;
}

/**
 * The data card: `README.md` with the front matter that Hugging Face reads (huggingface.co/docs/hub/datasets-cards),
 * counts by label, site, view, sex and age, licence, and how the data were de-identified.
 */
export function dataCard(studies: readonly SetStudy[], facts: CardFacts): string {
  const images = studies.flatMap((study) => study.images);
  const used = splits.filter((split) => studies.some((study) => study.split === split));
  const perSplit = splits.map((split) => {
    const own = studies.filter((study) => study.split === split);
    return [
      split,
      new Set(own.map(({ PatientID }) => PatientID)).size,
      own.length,
      own.reduce((sum, study) => sum + study.images.length, 0),
      own.reduce((sum, study) => sum + study.volumes.length, 0),
    ];
  });
  return [
    '---',
    `pretty_name: ${JSON.stringify(facts.name)}`,
    'license: other',
    `license_name: ${JSON.stringify(facts.licence)}`,
    'task_categories: [image-classification, object-detection]',
    'tags: [medical, chest, x-ray, ct]',
    'configs:',
    '  - config_name: default',
    '    data_files:',
    ...used.flatMap((split) => [
      `      - split: ${split}`,
      `        path: ["${pictureFolder(split)}/*.png", "${pictureFolder(split)}/metadata.csv"]`,
    ]),
    '---',
    '',
    `# ${facts.name}`,
    '',
    `Made ${facts.madeAt} by ${facts.product} from ${facts.repository}.`,
    '',
    `Licence: ${facts.licence}.`,
    '',
    '## Which studies',
    '',
    ...queryLines(facts.query),
    '',
    '## Splits',
    '',
    'By patient: HMAC-SHA-512 of the pseudonym under a key of the research desk. A patient keeps the split when the data grow.',
    facts.rule.heldOutSites.length === 0
      ? 'No site was held out.'
      : `Held out, all in test: ${facts.rule.heldOutSites.join(', ')}.`,
    '',
    ...table(['split', 'patients', 'studies', 'images', 'volumes'], perSplit),
    '',
    '## Labels',
    '',
    'Counted by study. *reader*: a person drew or stated it. *model*: a network calls it likely; it is no ground truth.',
    '',
    ...table(['label (voice)', 'studies'], tally(studies.flatMap(statedOrDrawn))),
    '',
    '## Sites',
    '',
    ...table(['site', 'studies'], tally(studies.map(({ site }) => site))),
    '',
    '## Views',
    '',
    ...table(['view', 'images'], tally(images.map(({ ViewPosition }) => ViewPosition))),
    '',
    '## Modalities',
    '',
    ...table(['modality', 'images'], tally(images.map(({ Modality }) => Modality))),
    '',
    '## Sex',
    '',
    ...table(['sex', 'patients'], tally(byPatient(studies, ({ PatientSex }) => PatientSex))),
    '',
    '## Age',
    '',
    ...table(
      ['age in years', 'patients'],
      tally(byPatient(studies, ({ PatientAge }) => decadeOf(PatientAge))),
    ),
    '',
    '## De-identification',
    '',
    'Every object says PatientIdentityRemoved YES; others are not taken. Its methods (PS3.16 CID 7050):',
    '',
    ...table(['code', 'images'], tally(images.flatMap(({ deidentification }) => deidentification))),
    '',
    '## What is not in it',
    '',
    ...table(
      ['reason', 'objects or series'],
      tally(studies.flatMap(({ leftOut }) => leftOut.map(({ reason }) => reason))),
    ),
    '',
    '## Files',
    '',
    '`data/<split>/*.png` with `metadata.csv`; `dicom/`: objects as the repository has them; `nifti/`: NIfTI-1, int16 Hounsfield units, RAS;',
    '`labels.csv`; `annotations/<split>.coco.json`; `manifest.sha256` for `sha256sum -c`.',
    'A PNG of 8 bits is the film as displayed, with the window of its row; one of 16 bits holds the stored values plus `png_offset`.',
    '',
  ].join('\n');
}

function queryLines(query: CohortQuery): string[] {
  const asked = askedOf(query);
  return asked.length === 0
    ? ['All studies of the repository.']
    : asked.map(([name, value]) => `- ${name}: ${value}`);
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}

/** A study's labels, of what was drawn on it too. */
function statedOrDrawn(study: SetStudy): string[] {
  const drawn = study.shapes.flatMap(({ shape, voice }) =>
    shape.annotation.label === null ? [] : [`${shape.annotation.label.CodeMeaning} (${voice})`],
  );
  return [...new Set([...statedNames(study), ...drawn])];
}

/** One value a patient: that of the first image of theirs. */
function byPatient(
  studies: readonly SetStudy[],
  read: (image: SetStudy['images'][number]) => string,
): string[] {
  const values = new Map<string, string>();
  for (const { PatientID, images } of studies) {
    const [image] = images;
    if (image !== undefined && !values.has(PatientID)) values.set(PatientID, read(image));
  }
  return [...values.values()];
}

function decadeOf(PatientAge: string): string {
  const years = yearsOf(PatientAge);
  if (years === undefined) return '';
  const from = Math.floor(years / 10) * 10;
  return `${from}–${from + 9}`;
}
