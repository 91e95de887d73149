import { createHash } from 'node:crypto';
import type { ByteSource } from '../../domain/dicom/index.js';
import { readDataset } from '../../domain/dicom/index.js';
import type { IndexLine, ParkReason } from '../../domain/sync/index.js';
import type { QueuedSend, Sends, StoredObject } from '../store/index.js';
import { packPixels } from './pack-pixels.js';

/** What an index says of an instance beside where it is. */
export type Description = Omit<IndexLine, 'path' | 'sha256' | 'bytes' | 'storedAt'>;

/** An instance that may leave, checked, in the form in which it travels. */
export interface Parcel {
  readonly send: QueuedSend;
  readonly description: Description;
  readonly TransferSyntaxUID: string;
  readonly size: number;
  /** Of the bytes as they travel. */
  readonly sha256: string;
  /** Anew from the first byte each time. */
  stream(): NodeJS.ReadableStream | Iterable<Uint8Array>;
}

export type Opened =
  | { readonly ok: true; readonly parcel: Parcel }
  | { readonly ok: false; readonly reason: ParkReason };

/** What may leave, as it was released. */
export interface Leaving {
  readonly ok: true;
  readonly object: StoredObject;
  readonly description: Description;
  readonly TransferSyntaxUID: string;
}

/**
 * The last gate before the network or a stick: the bytes must be those that were released (their hash), be what the
 * record says (their UID), and say of themselves that the patient's identity is removed (PS3.15 E.1).
 */
export async function openLeaving(
  sends: Sends,
  send: QueuedSend,
): Promise<Leaving | { readonly ok: false; readonly reason: ParkReason }> {
  const object = sends.open(send);
  if (object === undefined) return { ok: false, reason: 'missing' };
  const hash = await hashOf(object);
  if (hash === undefined) return { ok: false, reason: 'missing' };
  if (hash !== send.sha256) return { ok: false, reason: 'damaged' };
  const read = await object.withSource(async (source) => describe(source));
  if (read === undefined) return { ok: false, reason: 'damaged' };
  const { description, TransferSyntaxUID, isDeidentified } = read;
  if (!isDeidentified) return { ok: false, reason: 'not-deidentified' };
  if (description.SOPInstanceUID !== send.SOPInstanceUID) return { ok: false, reason: 'no-record' };
  return { ok: true, object, description, TransferSyntaxUID };
}

/**
 * An instance that passes the gate, in the form in which it travels.
 * @param packs the pixels may travel as JPEG-LS where that is smaller
 */
export async function openParcel(sends: Sends, send: QueuedSend, packs: boolean): Promise<Opened> {
  const leaving = await openLeaving(sends, send);
  if (!leaving.ok) return leaving;
  const { object, description, TransferSyntaxUID } = leaving;
  const packed = packs
    ? await object.withSource((source) => packPixels(source, TransferSyntaxUID))
    : undefined;
  const form =
    packed === undefined
      ? null
      : { sha256: sha256Of(packed.bytes), TransferSyntaxUID: packed.TransferSyntaxUID };
  // Each note is a commit that waits for the disk: most instances travel as they are, and did so before.
  if (form?.sha256 !== send.sent?.sha256) sends.noteForm(send.id, form);
  const common = { send: { ...send, sent: form }, description };
  return {
    ok: true,
    parcel:
      packed === undefined || form === null
        ? {
            ...common,
            TransferSyntaxUID,
            size: object.size,
            sha256: send.sha256,
            stream: () => object.stream(),
          }
        : { ...common, ...form, size: packed.bytes.length, stream: () => [packed.bytes] },
  };
}

async function hashOf(object: StoredObject): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of object.stream()) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Read {
  readonly description: Description;
  readonly TransferSyntaxUID: string;
  readonly isDeidentified: boolean;
}

/** What an object says of itself; undefined where it cannot be read. */
export function describe(source: ByteSource): Read | undefined {
  const read = readDataset(source);
  if (!read.ok) return undefined;
  const { dataset, TransferSyntaxUID } = read;
  return {
    TransferSyntaxUID,
    isDeidentified: dataset.string(0x00120062) === 'YES',
    description: {
      SOPInstanceUID: dataset.string(0x00080018),
      SeriesInstanceUID: dataset.string(0x0020000e),
      StudyInstanceUID: dataset.string(0x0020000d),
      PatientID: dataset.string(0x00100020),
      SOPClassUID: dataset.string(0x00080016),
      Modality: dataset.string(0x00080060),
      PatientSex: dataset.string(0x00100040),
      PatientAge: dataset.string(0x00101010),
      StudyDate: dataset.string(0x00080020),
      StudyDescription: dataset.string(0x00081030),
      SeriesDescription: dataset.string(0x0008103e),
      BodyPartExamined: dataset.string(0x00180015),
      ViewPosition: dataset.string(0x00185101),
    },
  };
}
