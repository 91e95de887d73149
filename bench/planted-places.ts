import type { RawElement } from '../src/domain/dicom/index.js';
import { disguises } from '../src/main/cli/planted.js';

/** Where the peers are known to look, and where they are not: one word of its own in each place. */
const textPlaces = [
  ['00080081', 'ST', 'InstitutionAddress'],
  ['0008103E', 'LO', 'SeriesDescription'],
  ['00081010', 'SH', 'StationName'],
  ['00081040', 'LO', 'InstitutionalDepartmentName'],
  ['00081060', 'PN', 'NameOfPhysiciansReadingStudy'],
  ['00081070', 'PN', 'OperatorsName'],
  ['00081080', 'LO', 'AdmittingDiagnosesDescription'],
  ['00082111', 'ST', 'DerivationDescription'],
  ['00084000', 'LT', 'IdentifyingComments'],
  ['00100021', 'LO', 'IssuerOfPatientID'],
  ['00101000', 'LO', 'OtherPatientIDs'],
  ['00101001', 'PN', 'OtherPatientNames'],
  ['00101040', 'LO', 'PatientAddress'],
  ['00101060', 'PN', 'PatientMotherBirthName'],
  ['00101090', 'LO', 'MedicalRecordLocator'],
  ['00102154', 'SH', 'PatientTelephoneNumbers'],
  ['00102160', 'SH', 'EthnicGroup'],
  ['001021B0', 'LT', 'AdditionalPatientHistory'],
  ['00102297', 'PN', 'ResponsiblePerson'],
  ['00181000', 'LO', 'DeviceSerialNumber'],
  ['00181030', 'LO', 'ProtocolName'],
  ['00181400', 'LO', 'AcquisitionDeviceProcessingDescription'],
  ['00204000', 'LT', 'ImageComments'],
  ['00321032', 'PN', 'RequestingPhysician'],
  ['00321060', 'LO', 'RequestedProcedureDescription'],
  ['00324000', 'LT', 'StudyComments'],
  ['00400254', 'LO', 'PerformedProcedureStepDescription'],
  ['00400280', 'ST', 'CommentsOnThePerformedProcedureStep'],
  ['00401001', 'SH', 'RequestedProcedureID'],
  ['00401400', 'LT', 'RequestedProcedureComments'],
  ['00700084', 'PN', 'ContentCreatorName'],
  ['60000022', 'LO', 'OverlayDescription'],
  ['60001500', 'LO', 'OverlayLabel'],
  ['00111010', 'LO', 'a private element'],
  ['FFFCFFFC', 'OB', 'DataSetTrailingPadding'],
] as const;

/** A sequence of one item with one text in it. */
const nestedPlaces = [
  ['00081032', '00080104', 'LO', 'CodeMeaning of ProcedureCodeSequence'],
  ['00101002', '00100020', 'LO', 'PatientID of OtherPatientIDsSequence'],
  ['00400275', '00400007', 'LO', 'ScheduledProcedureStepDescription'],
  ['0040A730', '0040A160', 'UT', 'TextValue of ContentSequence'],
  ['00111020', '00111021', 'LO', 'a private sequence'],
] as const;

const frontPlaces = ['preamble', 'SourceApplicationEntityTitle', 'PrivateInformation'] as const;

/** Of letters that make no word, so that none is found by chance. */
function canary(index: number): string {
  const letters = 'BCDFGHJKMPQRSVWXZ';
  return `QZJ${letters[index % 17] ?? ''}${letters[Math.floor(index / 17) % 17] ?? ''}XVKW`;
}

const placeNames = [
  ...textPlaces.map(([, , name]) => name),
  ...nestedPlaces.map(([, , , name]) => name),
  ...frontPlaces,
];
const canaryAt = (name: string): Buffer => Buffer.from(canary(placeNames.indexOf(name as never)));

/** Each place with every form in which its word could come out. */
export const places = placeNames.map((name) => ({ name, forms: disguises(canaryAt(name).toString()) }));

/** For `plantedInstance`: every place that is an element of the data set. */
export const placeElements: readonly RawElement[] = [
  { tag: 0x00110010, vr: 'LO', value: Buffer.from('ACME 2.0') },
  ...textPlaces.map(([tag, vr, name]) => ({ tag: Number.parseInt(tag, 16), vr, value: canaryAt(name) })),
  ...nestedPlaces.map(([tag, inner, vr, name]) => ({
    tag: Number.parseInt(tag, 16),
    vr: 'SQ',
    value: item(explicit(Number.parseInt(inner, 16), vr, canaryAt(name))),
  })),
];

/** The file with words in its preamble and in two more elements of its file meta information. */
export function withPlantedFront(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file);
  canaryAt('preamble').copy(bytes, 0);
  const groupLengthAt = 140;
  const end = groupLengthAt + 4 + bytes.readUInt32LE(groupLengthAt);
  const more = Buffer.concat([
    explicit(0x00020016, 'AE', canaryAt('SourceApplicationEntityTitle')),
    explicit(0x00020100, 'UI', Buffer.from('1.2.3\0')),
    explicit(0x00020102, 'OB', canaryAt('PrivateInformation')),
  ]);
  bytes.writeUInt32LE(end - groupLengthAt - 4 + more.length, groupLengthAt);
  return Buffer.concat([bytes.subarray(0, end), more, bytes.subarray(end)]);
}

/** An element in explicit VR little endian. */
function explicit(tag: number, vr: string, text: Buffer): Buffer {
  const value = text.length % 2 === 0 ? text : Buffer.concat([text, Buffer.from(' ')]);
  const long = vr === 'UT' || vr === 'OB';
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

function item(element: Buffer): Buffer {
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(element.length, 4);
  return Buffer.concat([head, element]);
}
