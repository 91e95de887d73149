import { describe, expect, it } from 'vitest';
import { type DatasetView, memorySource, readDataset } from '../dicom/index.js';
import { attributeRows, standardVr, tagPath } from './attribute-table.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { type Encoded, encodeSequence, encodeText } from './encode-element.js';
import { researchProfile } from './profile.js';
import { Pseudonyms, patientIdentity } from './pseudonyms.js';
import { ruleFor } from './rule.js';
import { explicitLittle, filmElements, testContext, testFile } from './testing.js';

/** The actions that MIDI-B scores, here asked of the profile "research". */
type Expected =
  | 'retained'
  | 'removed'
  | 'emptied'
  | 'shifted'
  | 'uid'
  | 'pseudonym'
  | { readonly becomes: string };

const cases: readonly [keyword: string, tag: number, value: string, expected: Expected][] = [
  ['ImageType', 0x00080008, 'ORIGINAL\\PRIMARY\\AXIAL', 'retained'],
  ['SOPClassUID', 0x00080016, '1.2.840.10008.5.1.4.1.1.1', 'retained'],
  ['SOPInstanceUID', 0x00080018, '1.2.3.4.5', 'uid'],
  ['StudyDate', 0x00080020, '20240301', 'shifted'],
  ['SeriesDate', 0x00080021, '20240302', 'shifted'],
  ['AcquisitionDate', 0x00080022, '20240229', 'shifted'],
  ['StudyTime', 0x00080030, '101530', 'retained'],
  ['AccessionNumber', 0x00080050, 'A-100-77', 'pseudonym'],
  ['Modality', 0x00080060, 'CR', 'retained'],
  ['Manufacturer', 0x00080070, 'ACME Medical', 'retained'],
  ['InstitutionName', 0x00080080, 'Almaty City Hospital 7', { becomes: 'Removed' }],
  ['InstitutionAddress', 0x00080081, 'Abay st. 12', 'removed'],
  ['ReferringPhysicianName', 0x00080090, 'Serikov^Marat', 'emptied'],
  ['StationName', 0x00081010, 'ROOM2', { becomes: 'Removed' }],
  ['StudyDescription', 0x00081030, 'CHEST PA AND LATERAL', 'retained'],
  ['SeriesDescription', 0x0008103e, 'CHEST PA Ivanova 12.03.1960', { becomes: 'CHEST PA' }],
  ['ManufacturerModelName', 0x00081090, 'DX-9000 Pro', 'retained'],
  ['PerformingPhysicianName', 0x00081050, 'Serikov^Marat', 'removed'],
  ['OperatorsName', 0x00081070, 'Lee^A', { becomes: 'Removed' }],
  ['PatientName', 0x00100010, 'Ivanova^Anna', 'pseudonym'],
  ['PatientID', 0x00100020, 'P-471100', 'pseudonym'],
  ['PatientBirthDate', 0x00100030, '19600312', 'emptied'],
  ['PatientSex', 0x00100040, 'F', 'retained'],
  ['OtherPatientIDs', 0x00101000, 'X-9', 'removed'],
  ['PatientAge', 0x00101010, '063Y', 'retained'],
  ['PatientSize', 0x00101020, '1.65', 'retained'],
  ['PatientWeight', 0x00101030, '61.5', 'retained'],
  ['PatientAddress', 0x00101040, 'Abay st. 12', 'removed'],
  ['PatientTelephoneNumbers', 0x00102154, '+77015554433', 'removed'],
  ['PatientComments', 0x00104000, 'Cough for 2 weeks, called Anna', { becomes: 'Cough for 2 weeks' }],
  ['BodyPartExamined', 0x00180015, 'CHEST', 'retained'],
  ['KVP', 0x00180060, '120', 'retained'],
  ['DeviceSerialNumber', 0x00181000, 'SN-99-1', { becomes: 'Removed' }],
  ['ProtocolName', 0x00181030, 'Thorax p.a.', 'retained'],
  ['ExposureTime', 0x00181150, '8', 'retained'],
  ['ViewPosition', 0x00185101, 'PA', 'retained'],
  ['StudyInstanceUID', 0x0020000d, '1.2.3.4', 'uid'],
  ['SeriesInstanceUID', 0x0020000e, '1.2.3.4.1', 'uid'],
  ['StudyID', 0x00200010, '77', 'pseudonym'],
  ['SeriesNumber', 0x00200011, '2', 'retained'],
  ['InstanceNumber', 0x00200013, '1', 'retained'],
  ['FrameOfReferenceUID', 0x00200052, '1.2.3.4.9', 'uid'],
  ['Laterality', 0x00200060, 'L', 'retained'],
  ['ImageComments', 0x00204000, 'Ivanova', 'removed'],
  ['PixelSpacing', 0x00280030, '0.14\\0.14', 'retained'],
  ['WindowCenter', 0x00281050, '2048', 'retained'],
  ['RequestingPhysician', 0x00321032, 'Serikov^Marat', 'removed'],
  ['RequestedProcedureDescription', 0x00321060, 'Chest X-ray', 'retained'],
  ['PerformedProcedureStepDescription', 0x00400254, 'CHEST', 'retained'],
  ['FillerOrderNumberImagingServiceRequest', 0x00402017, 'A-100-77', 'emptied'],
];

const notation = explicitLittle;
const film = filmElements().filter(({ tag }) => !cases.some(([, planted]) => planted === tag));
const code: Encoded[] = [
  encodeText(0x00080100, 'SH', '51185008', notation),
  encodeText(0x00080102, 'SH', 'SCT', notation),
  encodeText(0x00080104, 'LO', 'Chest', notation),
];

function rewritten(): { before: DatasetView; after: DatasetView; pseudonyms: Pseudonyms } {
  const planted = cases.map(([, tag, value]) => encodeText(tag, standardVr(tag) ?? 'UN', value, notation));
  const file = testFile([...film, ...planted, encodeSequence(0x00082218, [code], notation)]);
  const result = deidentify(memorySource(file), researchProfile, testContext());
  const before = readDataset(file);
  if (!result.ok || !before.ok) throw new Error('held');
  const after = readDataset(deidentifiedBytes(result));
  if (!after.ok) throw new Error(after.reason.code);
  const pseudonyms = new Pseudonyms(testContext(), patientIdentity(before.dataset));
  return { before: before.dataset, after: after.dataset, pseudonyms };
}

function outcome(tag: number, value: string, { after, pseudonyms }: ReturnType<typeof rewritten>): string {
  if (!after.has(tag)) return 'removed';
  const text = after.text(tag);
  if (text === value) return 'retained';
  if (text === '') return 'emptied';
  const days = (Date.parse(iso(text)) - Date.parse(iso(value))) / 86_400_000;
  if (days === pseudonyms.shiftDays) return 'shifted';
  if (text === pseudonyms.uid(value)) return 'uid';
  const standIns = [pseudonyms.PatientID, pseudonyms.accession(value), pseudonyms.studyId(value)];
  return standIns.includes(text) ? 'pseudonym' : `becomes ${text}`;
}

function iso(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
}

describe('retention under the profile "research"', () => {
  const run = rewritten();

  it.each(cases)('%s', (_keyword, tag, value, expected) => {
    const wanted = typeof expected === 'string' ? expected : `becomes ${expected.becomes}`;
    expect(outcome(tag, value, run)).toBe(wanted);
  });

  it('keeps codes, of which the meaning is known', () => {
    const [item] = run.after.items(0x00082218);
    expect([0x00080100, 0x00080102, 0x00080104].map((tag) => item?.string(tag))).toEqual([
      '51185008',
      'SCT',
      'Chest',
    ]);
  });
});

const handlingNames: Readonly<Record<string, string>> = {
  remove: 'removed',
  empty: 'emptied',
  dummy: 'dummy value',
  uid: 'new UID',
  shift: 'dates shifted, times kept',
  keep: 'kept',
  recurse: 'each item rewritten',
  clean: 'text cleaned',
  sweep: 'kept but for identifiers',
  age: 'kept, over 89 as 090Y',
  'patient-name': 'pseudonym',
  'patient-id': 'pseudonym',
  'trial-subject': 'pseudonym',
  accession: 'pseudonym',
  'study-id': 'pseudonym',
};

function elementsDocument(): string {
  const { profile } = { profile: researchProfile };
  const rows = attributeRows.map(({ tag: hex, keyword, basic }) => {
    const tag = Number.parseInt(hex, 16);
    if (!/^[0-9a-f]{8}$/.test(hex)) return `| ${hex} | ${keyword} | ${basic} | removed | basic |`;
    const meta = tag >>> 16 < 8;
    const { handling, by } = ruleFor(tag, standardVr(tag) ?? 'UN', profile);
    const what = meta ? 'rewritten with the file' : handlingNames[handling];
    return `| ${tagPath('', tag)} | ${keyword} | ${basic} | ${what} | ${meta ? 'basic' : by} |`;
  });
  const run = rewritten();
  const results = cases.map(
    ([keyword, tag, value]) => `| ${keyword} | \`${value}\` | ${outcome(tag, value, run)} |`,
  );
  return [
    '# What the profile "research" does, element by element',
    '',
    'Written by `src/domain/deidentify/retention.test.ts` (`npx vitest run --project unit retention --update`). The rules',
    'behind it are in [deidentification.md](deidentification.md).',
    '',
    '## Kept, changed, removed: by example',
    '',
    'Each row is asserted by the test. Times, technique, geometry and relations stay; identity goes.',
    '',
    '| Attribute | Original | Result |',
    '| --- | --- | --- |',
    ...results,
    '',
    '## PS3.15 table E.1-1, edition 2024e',
    '',
    '| Tag | Attribute | Basic Profile | research | decided by |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

describe('the documentation', () => {
  it('says what the rules do', async () => {
    await expect(elementsDocument()).toMatchFileSnapshot('../../../docs/deidentification-elements.md');
  });
});
