import { type DatasetView, readDataset } from '../../../domain/dicom/index.js';
import { readFramePresentation, readImageHeader } from '../../../domain/grey/index.js';
import { CannotShow, reasonOf } from './cannot-show.js';
import { type OpenObject, openObject } from './open-object.js';
import type {
  FramePlane,
  ObjectAddress,
  ReaderAnswers,
  ReaderCall,
  ReaderReply,
  ReaderRequest,
} from './reader-protocol.js';
import { readReport } from './report.js';
import { makeThumbnail } from './thumbnail.js';

// Everything that touches an object's bytes runs here, so that neither a large film nor a hostile one can
// hold up the window: whoever waits too long ends this worker.

type Answer = ReaderAnswers[keyof ReaderAnswers];

const CACHE_BYTES = 256 * 2 ** 20;
const BLOB_BYTES = 48 * 2 ** 20;
const objects = new Map<ObjectAddress, OpenObject>();

async function open(address: ObjectAddress): Promise<OpenObject> {
  const known = objects.get(address);
  if (known) {
    objects.delete(address);
    objects.set(address, known);
    return known;
  }
  const opened = openObject(await fetchObject(address));
  objects.set(address, opened);
  let size = 0;
  for (const { byteLength } of objects.values()) size += byteLength;
  for (const [oldest, { byteLength }] of objects) {
    if (size <= CACHE_BYTES || objects.size === 1) break;
    objects.delete(oldest);
    size -= byteLength;
  }
  return opened;
}

async function fetchObject(address: ObjectAddress): Promise<Uint8Array> {
  const response = await fetch(`/${address}`).catch((error: unknown) => {
    throw new CannotShow('missing', String(error));
  });
  if (!response.ok) throw new CannotShow('missing', `${address}: status ${response.status}`);
  // Half again as fast as response.arrayBuffer(), which takes a custom protocol's data in small pieces. Large
  // objects go the slow way, because the browser may put a large blob on the disk.
  const isSmall = Number(response.headers.get('content-length') ?? Number.POSITIVE_INFINITY) <= BLOB_BYTES;
  return new Uint8Array(await (isSmall ? (await response.blob()).arrayBuffer() : response.arrayBuffer()));
}

/** What comes before the pixels fits, unless it holds private tables or the groups of many frames. */
const HEAD_BYTES = 64 * 2 ** 10;

async function headOf(address: ObjectAddress): Promise<DatasetView> {
  const known = objects.get(address);
  if (known) return known.dataset;
  const range = { Range: `bytes=0-${HEAD_BYTES - 1}` };
  const response = await fetch(`/${address}`, { headers: range }).catch(() => undefined);
  const read = response?.ok ? readDataset(new Uint8Array(await response.arrayBuffer())) : undefined;
  return read?.ok ? read.dataset : (await open(address)).dataset;
}

async function planesOf(address: ObjectAddress): Promise<FramePlane[]> {
  const dataset = await headOf(address);
  const { layout, FrameOfReferenceUID } = readImageHeader(dataset, '');
  return Array.from({ length: Math.max(1, layout.NumberOfFrames) }, (_, frame) => {
    const { ImageOrientationPatient, ImagePositionPatient } = readFramePresentation(dataset, frame, false);
    return { FrameOfReferenceUID, ImageOrientationPatient, ImagePositionPatient };
  });
}

async function answer(request: ReaderRequest): Promise<Answer> {
  if (request.kind === 'forget') {
    objects.clear();
    return null;
  }
  if (request.kind === 'planes') return planesOf(request.object);
  const object = await open(request.object);
  switch (request.kind) {
    case 'header':
      return object.header;
    case 'frame':
      return { header: object.header, picture: await object.frame(request.frame) };
    case 'thumbnail':
      return makeThumbnail(await object.frame(request.frame), object.header, request.sizePx, request.look);
    case 'report':
      return { header: object.header, nodes: readReport(object.dataset) };
  }
}

/** The memory of a picture is handed over, not copied: `frame` has made it for this answer alone. */
function transferable(value: Answer): Transferable[] {
  if (value === null) return [];
  if ('rgba' in value) return [value.rgba.buffer];
  if (!('picture' in value)) return [];
  const { values, planes } = value.picture;
  return [values.buffer as ArrayBuffer, ...planes.map(({ bits }) => bits.buffer)];
}

self.addEventListener('message', (event: MessageEvent<Partial<ReaderCall>>) => {
  const { id, request } = event.data;
  if (id === undefined || request === undefined) return;
  void answer(request).then(
    (value) => {
      const reply: ReaderReply = { id, ok: true, value };
      self.postMessage(reply, { transfer: transferable(value) });
    },
    (error: unknown) => {
      const reply: ReaderReply = { id, ok: false, reason: reasonOf(error) };
      self.postMessage(reply);
    },
  );
});
