import { CannotShow, reasonOf } from './cannot-show.js';
import { type FramePicture, type OpenObject, openObject } from './open-object.js';
import type { ReaderAnswers, ReaderCall, ReaderReply, ReaderRequest } from './reader-protocol.js';
import { readReport } from './report.js';
import { makeThumbnail } from './thumbnail.js';

// Everything that touches an object's bytes runs here, so that neither a large film nor a hostile one can
// hold up the window: whoever waits too long ends this worker.

type Answer = ReaderAnswers[keyof ReaderAnswers];

const CACHE_BYTES = 256 * 2 ** 20;
const objects = new Map<number, OpenObject>();

async function open(instanceId: number): Promise<OpenObject> {
  const known = objects.get(instanceId);
  if (known) {
    objects.delete(instanceId);
    objects.set(instanceId, known);
    return known;
  }
  const opened = openObject(await fetchObject(instanceId));
  objects.set(instanceId, opened);
  let size = 0;
  for (const { byteLength } of objects.values()) size += byteLength;
  for (const [id, { byteLength }] of objects) {
    if (size <= CACHE_BYTES || objects.size === 1) break;
    objects.delete(id);
    size -= byteLength;
  }
  return opened;
}

async function fetchObject(instanceId: number): Promise<Uint8Array> {
  const response = await fetch(`/object/${instanceId}`).catch((error: unknown) => {
    throw new CannotShow('missing', String(error));
  });
  if (!response.ok) throw new CannotShow('missing', `object ${instanceId}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function answer(request: ReaderRequest): Promise<Answer> {
  if (request.kind === 'forget') {
    objects.clear();
    return null;
  }
  const object = await open(request.instanceId);
  switch (request.kind) {
    case 'header':
      return object.header;
    case 'frame':
      return { header: object.header, picture: await object.frame(request.frame) };
    case 'thumbnail':
      return makeThumbnail(await object.frame(request.frame), object.header, request.sizePx);
    case 'report':
      return { header: object.header, nodes: readReport(object.dataset) };
  }
}

/**
 * What can be handed over instead of copied. Pixels that lie in a larger piece of memory are cut out first:
 * a message would otherwise carry that whole memory along, an entire multi-frame object for each frame.
 */
function handOver(value: Answer): { value: Answer; transfer: Transferable[] } {
  if (value === null) return { value, transfer: [] };
  if ('rgba' in value) return { value, transfer: [value.rgba.buffer] };
  if (!('picture' in value)) return { value, transfer: [] };
  const { picture } = value;
  // Bytes that are cached with their object must stay behind, even where they are all of it.
  const values = picture.values.slice();
  return { value: { ...value, picture: { ...picture, values } as FramePicture }, transfer: [values.buffer] };
}

self.addEventListener('message', (event: MessageEvent<Partial<ReaderCall>>) => {
  const { id, request } = event.data;
  if (id === undefined || request === undefined) return;
  void answer(request).then(
    (value) => {
      const handed = handOver(value);
      const reply: ReaderReply = { id, ok: true, value: handed.value };
      self.postMessage(reply, { transfer: handed.transfer });
    },
    (error: unknown) => {
      const reply: ReaderReply = { id, ok: false, reason: reasonOf(error) };
      self.postMessage(reply);
    },
  );
});
