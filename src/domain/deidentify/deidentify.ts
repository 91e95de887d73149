import {
  type ByteSource,
  type DatasetView,
  type Encoding,
  fileMetaInformation,
  inflateObject,
  joinBytes,
  readDataset,
  readHeader,
  reasonName,
  sopClass,
} from '../dicom/index.js';
import { tagPath } from './attribute-table.js';
import { declarationElements, reviewReasons } from './declaration.js';
import { derivationElements } from './derivation.js';
import { type Encoded, encodeText } from './encode-element.js';
import { identifiersOf } from './identifiers.js';
import { memoryOf } from './memory.js';
import { pixelParts } from './pixel-data.js';
import type { Profile } from './profile.js';
import { isUid, patientIdentity } from './pseudonyms.js';
import { rewriteDataset } from './rewrite.js';
import type { Rewriting } from './rewriting.js';
import type { Change, Context, DeidentifyResult, Held, HeldCode, SourceRange } from './types.js';

const ImplicitVRLittleEndian = '1.2.840.10008.1.2';
const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';
const ExplicitVRBigEndian = '1.2.840.10008.1.2.2';
/** Implicit, with the pixels of big-endian machines; its elements are like those of the implicit one. */
const GePrivate = '1.2.840.113619.5.2';

const SOPClassUID = 0x00080016;
const SOPInstanceUID = 0x00080018;
const EncapsulatedDocument = 0x00420011;
const DirectoryRecordSequence = 0x00041220;
const PixelDataProviderURL = 0x00287fe0;
const RawDataStorage = '1.2.840.10008.5.1.4.1.1.66';
const audioClasses = new Set(['1.2.840.10008.5.1.4.1.1.9.4.1', '1.2.840.10008.5.1.4.1.1.9.4.2']);

/** MPEG and HEVC (.100 to .108), SMPTE ST 2110 (.7.x): frames that masking does not reach. */
const video = /^1\.2\.840\.10008\.1\.2\.(?:4\.10[0-8](?:\.1)?|7\.\d)$/;
const jpegFamily = /^1\.2\.840\.10008\.1\.2\.4\.(?:[5-9]\d|20[1-3]|11[0-2])$/;
const pixelsElsewhere = /^1\.2\.840\.10008\.1\.2\.4\.(?:94|95|204|205)$/;

function held(code: HeldCode, reason: string): Held {
  return { ok: false, held: code, reason };
}

/**
 * De-identifies one object by PS3.15 annex E: the Basic Application Confidentiality Profile with the profile's
 * options, element by element in the object's own encoding (a deflated data set is inflated; text becomes UTF-8).
 * Pixels are passed through by reference. Same source, profile and secret give the same bytes.
 * @returns the new file in parts, with every change and what a person has to see first; or why it cannot be
 *   released at all. Never throws, whatever the bytes.
 */
export function deidentify(source: ByteSource, profile: Profile, context: Context): DeidentifyResult {
  const inflated = inflateObject(source);
  if (inflated === undefined)
    return held('unreadable', 'its deflated data set is cut off, corrupt or too large');
  const object = readDataset(inflated);
  if (!object.ok) return held('unreadable', `it cannot be read: ${reasonName(object.reason)}`);
  const { dataset, pixelData, encoding } = object;
  const refusal = refusalOf(dataset, object.TransferSyntaxUID, pixelData !== undefined, object.notes);
  if (refusal !== undefined) return refusal;
  const identity = identityOf(dataset, inflated);
  if (identity === undefined) return held('no-identity', 'it has no SOP Class UID or no SOP Instance UID');
  // Several values where one belongs: which of them readers take differs, so data set and file would disagree.
  if ([SOPClassUID, SOPInstanceUID].some((tag) => dataset.strings(tag).length > 1)) {
    return held('no-identity', 'it has more than one SOP Class UID or SOP Instance UID');
  }

  const pixels =
    pixelData === undefined
      ? undefined
      : pixelParts(inflated, dataset, pixelData, encoding, jpegFamily.test(object.TransferSyntaxUID));
  if (pixels?.ok === false) return pixels;

  const memory = memoryOf(context);
  const run: Rewriting = {
    profile,
    context,
    encoding,
    pseudonyms: memory.pseudonyms(context, context.patient ?? patientIdentity(dataset)),
    identifiers: identifiersOf(dataset, profile, memory),
    PatientID: dataset.string(0x00100020),
    report: [],
    notes: new Set(pixels?.notes),
  };
  const elements = completed(rewriteDataset(dataset, '', run), identity, dataset, run, pixels !== undefined);
  const uid = (tag: number): string => newUidOf(dataset.string(tag), run);
  const newInstanceUID = newUidOf(identity.SOPInstanceUID, run);
  const front = joinBytes([
    PREFIX,
    ...fileMetaInformation(
      identity.SOPClassUID,
      newInstanceUID,
      syntaxOf(object.TransferSyntaxUID, encoding),
    ),
    ...elements.flatMap(({ chunks }) => chunks),
  ]);
  const parts = [front, ...(pixels?.parts ?? [])];
  return {
    ok: true,
    parts,
    source: inflated,
    size: parts.reduce((sum, part) => sum + part.length, 0),
    SOPInstanceUID: newInstanceUID,
    StudyInstanceUID: uid(0x0020000d),
    SeriesInstanceUID: uid(0x0020000e),
    PatientID: run.pseudonyms.PatientID,
    report: run.report,
    notes: [...object.notes, ...run.notes],
    needsReview: reviewReasons(dataset, profile, context, pixels !== undefined),
  };
}

const PREFIX = new Uint8Array(132);
PREFIX.set([0x44, 0x49, 0x43, 0x4d], 128);

function refusalOf(
  dataset: DatasetView,
  TransferSyntaxUID: string,
  hasPixels: boolean,
  notes: readonly string[],
): Held | undefined {
  if (notes.includes('nested-too-deep'))
    return held('nested-too-deep', 'its sequences are nested more than 64 deep');
  if (dataset.has(DirectoryRecordSequence))
    return held('dicomdir', 'a DICOMDIR is a directory, not an object');
  if (video.test(TransferSyntaxUID)) return held('video', 'the text in its video cannot be masked');
  if (pixelsElsewhere.test(TransferSyntaxUID) || (dataset.has(PixelDataProviderURL) && !hasPixels))
    return held('pixels-elsewhere', 'its pixels are on another server');
  const UID = dataset.string(SOPClassUID);
  const known = sopClass(UID);
  if (known?.kind === 'document' || dataset.has(EncapsulatedDocument))
    return held('document', 'an encapsulated document cannot be cleaned');
  if (audioClasses.has(UID)) return held('audio', 'a voice cannot be cleaned');
  if (UID === RawDataStorage) return held('raw-data', 'raw data hold what only their maker knows');
  if (known === undefined && !hasPixels)
    return held('unknown-sop-class', 'its SOP class is unknown and it has no pixels');
  return undefined;
}

interface Identity {
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
}

/** What the data set lacks stands in the file meta information (PS3.10 7.1). */
function identityOf(dataset: DatasetView, source: ByteSource): Identity | undefined {
  const own = { SOPClassUID: dataset.string(SOPClassUID), SOPInstanceUID: dataset.string(SOPInstanceUID) };
  if (own.SOPClassUID !== '' && own.SOPInstanceUID !== '') return validIdentity(own);
  const result = readHeader(source);
  return result.ok ? validIdentity(result.header) : undefined;
}

function validIdentity({ SOPClassUID, SOPInstanceUID }: Identity): Identity | undefined {
  return isUid(SOPClassUID) && SOPInstanceUID !== '' ? { SOPClassUID, SOPInstanceUID } : undefined;
}

function newUidOf(uid: string, { profile, pseudonyms }: Rewriting): string {
  if (uid === '') return '';
  return profile.options.includes('retainUIDs') && isUid(uid) ? uid : pseudonyms.uid(uid);
}

/** The rewritten elements with what every released object says of itself and its patient. */
function completed(
  rewritten: readonly Encoded[],
  identity: Identity,
  dataset: DatasetView,
  run: Rewriting,
  hasPixels: boolean,
): Encoded[] {
  const { profile, context, encoding, pseudonyms } = run;
  const set = declarationElements(dataset, profile, context, encoding, hasPixels);
  const text = (tag: number, vr: string, value: string): Encoded => encodeText(tag, vr, value, encoding);
  const byTag = new Map(rewritten.map((element) => [element.tag, element]));
  const missing = [
    text(SOPClassUID, 'UI', identity.SOPClassUID),
    text(SOPInstanceUID, 'UI', newUidOf(identity.SOPInstanceUID, run)),
    // Palettes and hanging protocols belong to no study and no patient.
    ...(dataset.has(0x0020000d)
      ? [text(0x00100010, 'PN', pseudonyms.PatientID), text(0x00100020, 'LO', pseudonyms.PatientID)]
      : []),
  ].filter(({ tag, length }) => length > 0 && (byTag.get(tag)?.length ?? 0) <= 8);
  for (const element of [...set, ...derivationElements(rewritten, run), ...missing]) {
    const action: Change['action'] = byTag.has(element.tag) ? 'replaced' : 'added';
    run.report.push({ path: tagPath('', element.tag), action, by: 'basic' });
    byTag.set(element.tag, element);
  }
  return [...byTag.values()].sort((a, b) => a.tag - b.tag);
}

/** The transfer syntax that the bytes are really in, where the declared one said something else. */
function syntaxOf(declared: string, { explicit, littleEndian }: Encoding): string {
  if (!explicit) return declared === GePrivate ? declared : ImplicitVRLittleEndian;
  if (!littleEndian) return ExplicitVRBigEndian;
  const isOther = [ImplicitVRLittleEndian, ExplicitVRBigEndian, GePrivate].includes(declared);
  return isOther || !isUid(declared) || declared.endsWith('.1.99') ? ExplicitVRLittleEndian : declared;
}

/** The whole released file in one piece; for small objects and tests. */
export function deidentifiedBytes(result: {
  readonly parts: readonly (Uint8Array | SourceRange)[];
  readonly source: { read(offset: number, length: number): Uint8Array };
}): Uint8Array {
  return joinBytes(
    result.parts.map((part) =>
      part instanceof Uint8Array ? part : result.source.read(part.offset, part.length),
    ),
  );
}
