import { describe, expect, it } from 'vitest';
import { type DatasetView, memorySource, readDataset } from '../dicom/index.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { type Encoded, encodeBytes, encodeSequence, encodeText } from './encode-element.js';
import { researchProfile } from './profile.js';
import { explicitLittle, testContext, testFile } from './testing.js';

/**
 * The actions of the MIDI-B benchmark, asked of the profile "research" on objects of several IODs, two patients and
 * two studies of one of them.
 */
const actions = {
  tag_retained: 'the element is there',
  text_notnull: 'the element has a value',
  text_retained: 'the text is as it was, or its telling part is',
  text_removed: 'the part that identifies is gone',
  date_shifted: 'moved by the one offset of its patient',
  uid_changed: 'another UID',
  uid_consistent: 'the same new UID wherever the old one was',
  patid_consistent: 'the same pseudonym wherever the patient is',
  pixels_retained: 'pixel bytes as they were',
  pixels_hidden: 'bits that are not of the picture are cleared',
} as const;
type Action = keyof typeof actions;

/** What is asked of an element: an action, and for texts the part that it is about. */
type Asked = readonly [action: Action, part?: string];
interface Spec {
  readonly keyword: string;
  readonly tag: number;
  readonly vr: string;
  readonly value: string | readonly (readonly Spec[])[] | Uint8Array;
  readonly asked: readonly Asked[];
}

const of = (keyword: string, tag: number, vr: string, value: Spec['value'], ...asked: Asked[]): Spec => ({
  keyword,
  tag,
  vr,
  value,
  asked,
});
const kept = (keyword: string, tag: number, vr: string, value: string): Spec =>
  of(keyword, tag, vr, value, ['text_retained']);
const shifted = (keyword: string, tag: number, value: string, vr = 'DA'): Spec =>
  of(keyword, tag, vr, value, ['date_shifted']);
const uid = (keyword: string, tag: number, value: string): Spec =>
  of(keyword, tag, 'UI', value, ['uid_changed'], ['uid_consistent']);
const code = (keyword: string, tag: number, value: string, scheme: string, meaning: string): Spec =>
  of(keyword, tag, 'SQ', [
    [
      kept('CodeValue', 0x00080100, 'SH', value),
      kept('CodingSchemeDesignator', 0x00080102, 'SH', scheme),
      kept('CodeMeaning', 0x00080104, 'LO', meaning),
    ],
  ]);

interface Person {
  readonly name: string;
  readonly id: string;
  readonly birthDate: string;
  readonly root: string;
}
const ahmetov: Person = { name: 'Ахметов^Ерлан', id: 'КЗ-471100', birthDate: '19600312', root: '1.2.77.1' };
const nogueira: Person = { name: 'Nogueira^Inês', id: '88-1300-2', birthDate: '19321105', root: '1.2.77.2' };

/** What every instance has: identity, study, equipment. `surname` is what must be in no text. */
function common(
  { name, id, birthDate, root }: Person,
  study: number,
  SOPClassUID: string,
  Modality: string,
): Spec[] {
  const surname = name.split('^')[0] ?? '';
  return [
    kept('SOPClassUID', 0x00080016, 'UI', SOPClassUID),
    shifted('StudyDate', 0x00080020, study === 1 ? '20240301' : '20240419'),
    shifted('SeriesDate', 0x00080021, '20240302'),
    kept('StudyTime', 0x00080030, 'TM', '101530'),
    of('AccessionNumber', 0x00080050, 'SH', 'AC-100-77', ['text_removed', '100'], ['text_notnull']),
    kept('Modality', 0x00080060, 'CS', Modality),
    kept('Manufacturer', 0x00080070, 'LO', 'ACME Medical'),
    of('InstitutionName', 0x00080080, 'LO', 'Hospital Quixeramobim', ['text_removed', 'Quixeramobim']),
    of(
      'ReferringPhysicianName',
      0x00080090,
      'PN',
      'Serikov^Marat',
      ['text_removed', 'Serikov'],
      ['tag_retained'],
    ),
    of(
      'StudyDescription',
      0x00081030,
      'LO',
      `CHEST ${surname}`,
      ['text_retained', 'CHEST'],
      ['text_removed', surname],
    ),
    kept('ManufacturerModelName', 0x00081090, 'LO', 'X-9000 Pro'),
    of('OperatorsName', 0x00081070, 'PN', 'Lee^Ann', ['text_removed', 'Lee']),
    of(
      'PatientName',
      0x00100010,
      'PN',
      name,
      ['text_removed', surname],
      ['patid_consistent'],
      ['text_notnull'],
    ),
    of('PatientID', 0x00100020, 'LO', id, ['text_removed', id], ['patid_consistent'], ['text_notnull']),
    of('PatientBirthDate', 0x00100030, 'DA', birthDate, ['text_removed', birthDate], ['tag_retained']),
    kept('PatientSex', 0x00100040, 'CS', 'F'),
    kept('PatientAge', 0x00101010, 'AS', '063Y'),
    kept('PatientWeight', 0x00101030, 'DS', '61.5'),
    of('PatientAddress', 0x00101040, 'LO', 'Abay st. 12', ['text_removed', 'Abay']),
    of('PatientComments', 0x00104000, 'LT', `Cough, seen with ${surname}`, ['text_removed', surname]),
    of('DeviceSerialNumber', 0x00181000, 'LO', 'SN-99-1204', ['text_removed', '1204']),
    kept('SoftwareVersions', 0x00181020, 'LO', '3.1.62'),
    uid('StudyInstanceUID', 0x0020000d, `${root}.${study}`),
    kept('SeriesNumber', 0x00200011, 'IS', '2'),
    kept('InstanceNumber', 0x00200013, 'IS', '1'),
    of('a private element', 0x00091001, 'LO', surname, ['text_removed', surname]),
  ];
}

function uint16(...values: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}

const raw = (keyword: string, tag: number, vr: string, value: Uint8Array): Spec =>
  of(keyword, tag, vr, value, ['tag_retained']);

/** 4 × 4 pixels of 12 bits in 16. */
function picture(spacing: number): Spec[] {
  return [
    raw('SamplesPerPixel', 0x00280002, 'US', uint16(1)),
    kept('PhotometricInterpretation', 0x00280004, 'CS', 'MONOCHROME2'),
    raw('Rows', 0x00280010, 'US', uint16(4)),
    raw('Columns', 0x00280011, 'US', uint16(4)),
    kept('PixelSpacing', spacing, 'DS', '0.14\\0.14'),
    raw('BitsAllocated', 0x00280100, 'US', uint16(16)),
    raw('BitsStored', 0x00280101, 'US', uint16(12)),
    raw('HighBit', 0x00280102, 'US', uint16(11)),
    raw('PixelRepresentation', 0x00280103, 'US', uint16(0)),
    kept('WindowCenter', 0x00281050, 'DS', '2048'),
    of('PixelData', 0x7fe00010, 'OW', uint16(...Array.from({ length: 16 }, (_, at) => at * 200)), [
      'pixels_retained',
    ]),
  ];
}

interface Object {
  readonly iod: string;
  readonly specs: readonly Spec[];
}

function objectsOf(person: Person, study: number): Object[] {
  const { name, root } = person;
  const surname = name.split('^')[0] ?? '';
  const ids = (series: number): Spec[] => [
    uid('SOPInstanceUID', 0x00080018, `${root}.${study}.${series}.1`),
    uid('SeriesInstanceUID', 0x0020000e, `${root}.${study}.${series}`),
  ];
  const reference = (series: number): Spec[] => [
    kept('ReferencedSOPClassUID', 0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    uid('ReferencedSOPInstanceUID', 0x00081155, `${root}.${study}.${series}.1`),
  ];
  return [
    {
      iod: 'CT',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.2', 'CT'),
        ...ids(1),
        kept('ImageType', 0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
        shifted('AcquisitionDateTime', 0x0008002a, '20240302101530.25', 'DT'),
        of(
          'SeriesDescription',
          0x0008103e,
          'LO',
          `Thorax 1.0 B30f ${surname}`,
          ['text_retained', 'Thorax 1.0 B30f'],
          ['text_removed', surname],
        ),
        kept('BodyPartExamined', 0x00180015, 'CS', 'CHEST'),
        kept('SliceThickness', 0x00180050, 'DS', '1.25'),
        kept('KVP', 0x00180060, 'DS', '120'),
        kept('ProtocolName', 0x00181030, 'LO', 'Thorax Routine'),
        kept('ConvolutionKernel', 0x00181210, 'SH', 'B30f'),
        kept('PatientPosition', 0x00185100, 'CS', 'HFS'),
        kept('ImagePositionPatient', 0x00200032, 'DS', '-100\\-100\\55.5'),
        uid('FrameOfReferenceUID', 0x00200052, `${root}.${study}.9`),
        of('ImageComments', 0x00204000, 'LT', `for ${surname}`, ['text_removed', surname]),
        ...picture(0x00280030),
        of(
          'WindowCenterWidthExplanation',
          0x00281055,
          'LO',
          `LUNG ${surname}`,
          ['text_retained', 'LUNG'],
          ['text_removed', surname],
        ),
        kept('RescaleSlope', 0x00281053, 'DS', '1'),
      ],
    },
    {
      iod: 'DX',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.1.1', 'DX'),
        ...ids(2),
        kept('ImageType', 0x00080008, 'CS', 'ORIGINAL\\PRIMARY'),
        code('AnatomicRegionSequence', 0x00082218, '51185008', 'SCT', 'Chest'),
        kept('ExposureTime', 0x00181150, 'IS', '8'),
        kept('ViewPosition', 0x00185101, 'CS', 'PA'),
        kept('Laterality', 0x00200060, 'CS', 'L'),
        shifted('DateOfLastDetectorCalibration', 0x0018700c, '20240110'),
        of('DetectorID', 0x0018700a, 'SH', 'DET-8871', ['text_removed', '8871']),
        ...picture(0x00181164).filter(({ keyword }) => keyword !== 'PixelData'),
        // A text as an overlay in the bits above the picture's.
        of('PixelData', 0x7fe00010, 'OW', uint16(...new Array<number>(16).fill(0xf123)), ['pixels_hidden']),
        of('OverlayBitPosition', 0x60000102, 'US', uint16(12)),
      ],
    },
    {
      iod: 'MR',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.4', 'MR'),
        ...ids(3),
        kept('ImageType', 0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\M\\ND'),
        kept('SeriesDescription', 0x0008103e, 'LO', 't2_tse_sag_p4'),
        kept('ScanningSequence', 0x00180020, 'CS', 'SE'),
        kept('SequenceName', 0x00180024, 'SH', 'tse2d1_13'),
        kept('RepetitionTime', 0x00180080, 'DS', '4000'),
        kept('EchoTime', 0x00180081, 'DS', '98'),
        kept('MagneticFieldStrength', 0x00180087, 'DS', '1.5'),
        uid('FrameOfReferenceUID', 0x00200052, `${root}.${study}.9`),
        ...picture(0x00280030),
      ],
    },
    {
      iod: 'SR',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.88.22', 'SR'),
        ...ids(4),
        shifted('ContentDate', 0x00080023, '20240303'),
        kept('ValueType', 0x0040a040, 'CS', 'CONTAINER'),
        code('ConceptNameCodeSequence', 0x0040a043, '18782-3', 'LN', 'Radiology Study observation'),
        kept('CompletionFlag', 0x0040a491, 'CS', 'COMPLETE'),
        of('ContentSequence', 0x0040a730, 'SQ', [
          [
            kept('RelationshipType', 0x0040a010, 'CS', 'CONTAINS'),
            kept('ValueType', 0x0040a040, 'CS', 'TEXT'),
            code('ConceptNameCodeSequence', 0x0040a043, '121071', 'DCM', 'Finding'),
            of(
              'TextValue',
              0x0040a160,
              'UT',
              `Nodule 8 mm in the right upper lobe. Told ${surname}.`,
              ['text_retained', 'Nodule 8 mm in the right upper lobe.'],
              ['text_removed', surname],
            ),
          ],
          [
            kept('ValueType', 0x0040a040, 'CS', 'PNAME'),
            of('PersonName', 0x0040a123, 'PN', name, ['text_removed', surname]),
          ],
          [
            kept('ValueType', 0x0040a040, 'CS', 'NUM'),
            of('MeasuredValueSequence', 0x0040a300, 'SQ', [
              [
                code('MeasurementUnitsCodeSequence', 0x004008ea, 'mm', 'UCUM', 'mm'),
                kept('NumericValue', 0x0040a30a, 'DS', '8'),
              ],
            ]),
          ],
          [kept('ValueType', 0x0040a040, 'CS', 'DATE'), shifted('Date', 0x0040a121, '20240229')],
          [
            kept('ValueType', 0x0040a040, 'CS', 'IMAGE'),
            of('ReferencedSOPSequence', 0x00081199, 'SQ', [reference(1)]),
          ],
        ]),
      ],
    },
    {
      iod: 'PR',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.11.1', 'PR'),
        ...ids(5),
        of('ReferencedSeriesSequence', 0x00081115, 'SQ', [
          [
            of('ReferencedImageSequence', 0x00081140, 'SQ', [reference(1)]),
            uid('SeriesInstanceUID', 0x0020000e, `${root}.${study}.1`),
          ],
        ]),
        of('GraphicAnnotationSequence', 0x00700001, 'SQ', [
          [
            of('TextObjectSequence', 0x00700008, 'SQ', [
              [of('UnformattedTextValue', 0x00700006, 'ST', surname, ['text_removed', surname])],
            ]),
          ],
        ]),
        shifted('PresentationCreationDate', 0x00700082, '20240304'),
        of('ContentCreatorName', 0x00700084, 'PN', 'Serikov^Marat', ['text_removed', 'Serikov']),
      ],
    },
    {
      iod: 'SEG',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.66.4', 'SEG'),
        ...ids(6),
        kept('ContentLabel', 0x00700080, 'CS', 'LUNG'),
        of('SegmentSequence', 0x00620002, 'SQ', [
          [
            kept('SegmentLabel', 0x00620005, 'LO', 'Nodule 1'),
            kept('SegmentAlgorithmType', 0x00620008, 'CS', 'MANUAL'),
            code('SegmentedPropertyTypeCodeSequence', 0x0062000f, '27925004', 'SCT', 'Nodule'),
            uid('TrackingUID', 0x00620021, `${root}.${study}.21`),
          ],
        ]),
        uid('FrameOfReferenceUID', 0x00200052, `${root}.${study}.9`),
        ...picture(0x00280030),
      ],
    },
    {
      iod: 'RTSTRUCT',
      specs: [
        ...common(person, study, '1.2.840.10008.5.1.4.1.1.481.3', 'RTSTRUCT'),
        ...ids(7),
        shifted('StructureSetDate', 0x30060008, '20240305'),
        of('StructureSetROISequence', 0x30060020, 'SQ', [
          [
            kept('ROINumber', 0x30060022, 'IS', '1'),
            uid('ReferencedFrameOfReferenceUID', 0x30060024, `${root}.${study}.9`),
            of(
              'ROIName',
              0x30060026,
              'LO',
              `GTV ${surname}`,
              ['text_retained', 'GTV'],
              ['text_removed', surname],
            ),
          ],
        ]),
        of('ReviewerName', 0x300e0008, 'PN', 'Serikov^Marat', ['text_removed', 'Serikov']),
      ],
    },
  ];
}

function encoded({ tag, vr, value }: Spec): Encoded {
  if (value instanceof Uint8Array) return encodeBytes(tag, vr, value, explicitLittle);
  if (typeof value === 'string') return encodeText(tag, vr, value, explicitLittle);
  const items = value.map((item) => item.map(encoded).sort((a, b) => a.tag - b.tag));
  return encodeSequence(tag, items, explicitLittle);
}

/** A value before and after, and what is asked of it. */
interface Answer {
  readonly iod: string;
  readonly person: Person;
  readonly path: string;
  readonly before: string;
  readonly after: string | undefined;
  readonly action: Action;
  readonly part: string | undefined;
  readonly pixels: Uint8Array | undefined;
}

function* answers(
  iod: string,
  person: Person,
  path: string,
  specs: readonly Spec[],
  after: DatasetView | undefined,
): Generator<Answer> {
  for (const { keyword, tag, vr, value, asked } of specs) {
    const here = `${path}${keyword}`;
    const element = after?.element(tag);
    if (Array.isArray(value)) {
      const items = after?.items(tag) ?? [];
      for (const [index, item] of value.entries())
        yield* answers(iod, person, `${here}[${index}]>`, item, items[index]);
      continue;
    }
    const text = element === undefined ? undefined : vr === 'PN' ? after?.name(tag) : after?.text(tag);
    for (const [action, part] of asked) {
      const before = typeof value === 'string' ? value : `${(value as Uint8Array).length} bytes`;
      yield { iod, person, path: here, before, after: text, action, part, pixels: element?.bytes };
    }
  }
}

/** The answers of all objects, in which each is whole: another patient's are looked at as well. */
function allAnswers(): Answer[] {
  const cases = [
    [ahmetov, 1],
    [ahmetov, 2],
    [nogueira, 1],
  ] as const;
  return cases.flatMap(([person, study]) =>
    objectsOf(person, study).flatMap(({ iod, specs }) => {
      const charset = encodeText(0x00080005, 'CS', 'ISO_IR 192', explicitLittle);
      const creator = encodeText(0x00090010, 'LO', 'ACME 1.1', explicitLittle);
      const file = testFile([charset, creator, ...specs.map(encoded)]);
      const result = deidentify(memorySource(file), researchProfile, {
        ...testContext(),
        pixels: 'reviewed',
      });
      if (!result.ok) throw new Error(`${iod}: ${result.held}`);
      const read = readDataset(deidentifiedBytes(result), { stopAtPixelData: false });
      if (!read.ok) throw new Error(iod);
      return [...answers(iod, person, '', specs, read.dataset)];
    }),
  );
}

const day = (text: string): number =>
  Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`) / 86_400_000;

/** Judges with the knowledge of all: consistent is what is so everywhere. */
function judge(all: readonly Answer[]): (answer: Answer) => boolean {
  const offsets = new Map<Person, Set<number>>();
  const uids = new Map<string, Set<string>>();
  const ids = new Map<Person, Set<string>>();
  const note = <K, V>(map: Map<K, Set<V>>, key: K, value: V): void => {
    map.set(key, (map.get(key) ?? new Set<V>()).add(value));
  };
  for (const { action, person, before, after = '' } of all) {
    if (action === 'date_shifted') note(offsets, person, day(after) - day(before));
    if (action === 'uid_consistent') note(uids, before, after);
    if (action === 'patid_consistent') note(ids, person, after);
  }
  return ({ action, person, before, after, part, pixels }) => {
    switch (action) {
      case 'tag_retained':
        return after !== undefined;
      case 'text_notnull':
        return after !== undefined && after !== '';
      case 'text_retained':
        return part === undefined ? after === before : after?.includes(part) === true;
      case 'text_removed':
        return after?.toLowerCase().includes(part?.toLowerCase() ?? before) !== true;
      case 'date_shifted': {
        const [offset = 0] = offsets.get(person) ?? [];
        const rest = after?.slice(8) === before.slice(8);
        return offsets.get(person)?.size === 1 && offset !== 0 && Number.isInteger(offset) && rest;
      }
      case 'uid_changed':
        return after !== undefined && after !== '' && after !== before;
      case 'uid_consistent':
        return uids.get(before)?.size === 1;
      case 'patid_consistent':
        return ids.get(person)?.size === 1;
      case 'pixels_retained':
        return (
          pixels?.every(
            (byte, at) => byte === (at % 2 === 0 ? ((at / 2) * 200) & 0xff : (((at - 1) / 2) * 200) >> 8),
          ) === true
        );
      case 'pixels_hidden':
        return pixels?.every((byte, at) => byte === (at % 2 === 0 ? 0x23 : 0x01)) === true;
    }
  };
}

const all = allAnswers();
const passes = judge(all);

describe('what MIDI-B would ask', () => {
  it('is done, action by action, in every IOD', () => {
    const failed = all.filter((answer) => !passes(answer));
    expect(
      failed.map(({ iod, path, action, after }) => `${iod} ${path} ${action}: ${after ?? 'gone'}`),
    ).toEqual([]);
  });

  it('tells patients apart and keeps those of one together', () => {
    const ids = (person: Person): Set<string | undefined> =>
      new Set(
        all
          .filter((answer) => answer.person === person && answer.path === 'PatientID')
          .map(({ after }) => after),
      );
    expect([...ids(ahmetov)]).not.toEqual([...ids(nogueira)]);
    const uidsOf = (person: Person): Set<string | undefined> =>
      new Set(
        all
          .filter((answer) => answer.person === person && answer.action === 'uid_changed')
          .map(({ after }) => after),
      );
    expect([...uidsOf(ahmetov)].filter((one) => uidsOf(nogueira).has(one))).toEqual([]);
  });

  it('is written into the documentation', async () => {
    await expect(retentionDocument()).toMatchFileSnapshot('../../../docs/deidentification-retention.md');
  });
});

function retentionDocument(): string {
  const iods = [...new Set(all.map(({ iod }) => iod))];
  const ratio = (asked: readonly Answer[]): string =>
    asked.length === 0 ? '' : `${asked.filter(passes).length}/${asked.length}`;
  const rows = Object.entries(actions).map(([action, meaning]) => {
    const asked = all.filter((answer) => answer.action === action);
    const each = iods.map((iod) => ratio(asked.filter((answer) => answer.iod === iod)));
    return `| ${action} | ${meaning} | ${each.join(' | ')} | ${ratio(asked)} |`;
  });
  const first = all.slice(
    0,
    all.findIndex(
      ({ person }, at) =>
        at > 0 && all[at - 1]?.iod === 'RTSTRUCT' && person === ahmetov && all[at]?.iod === 'CT',
    ),
  );
  const seen = new Set<string>();
  const details = first.flatMap((answer) => {
    const { iod, path, before, after, action, part } = answer;
    const key = `${path} ${before} ${after ?? ''} ${action}`;
    // What every object has is shown once.
    if (seen.has(key)) return [];
    seen.add(key);
    const shown = action.startsWith('pixels')
      ? 'compared'
      : after === undefined
        ? '*gone*'
        : after === ''
          ? '*empty*'
          : `\`${after}\``;
    const about = part === undefined ? action : `${action} \`${part}\``;
    return [
      `| ${iod} | ${path.replaceAll('>', ' > ')} | \`${before}\` | ${about} | ${shown} | ${passes(answer) ? 'yes' : '**no**'} |`,
    ];
  });
  return [
    '# Kept, changed, shifted, removed: the actions of MIDI-B',
    '',
    'Written by `src/domain/deidentify/retention-by-iod.test.ts` (`npx vitest run --project unit retention-by-iod --update`),',
    'which asserts every row. Two made-up patients, one of them with two studies, seven IODs each, under the profile',
    '"research". The actions are those of the Medical Image De-Identification Benchmark; text in pictures is not among',
    'these: it is measured by `npm run bench`.',
    '',
    `| action | what it means here | ${iods.join(' | ')} | all |`,
    `| --- | --- | ${iods.map(() => '---').join(' | ')} | --- |`,
    ...rows,
    '',
    '## Element by element',
    '',
    'The first study; what several objects have in common is shown with the first of them.',
    '',
    '| IOD | element | before | asked | after | done |',
    '| --- | --- | --- | --- | --- | --- |',
    ...details,
    '',
  ]
    .join('\n')
    .replaceAll('\\', '\\\\');
}
