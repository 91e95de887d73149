import { randomUUID } from 'node:crypto';
import { LinkOptions } from '../../src/contract/index.js';
import {
  type Answer,
  askForInstance,
  firstPart,
  LinkClient,
  type Listed,
  multipart,
} from '../../src/main/sync/index.js';
import type { Specimen } from './specimens.js';

/** A DICOMweb server as the product talks to it: the same client, headers and bodies. */
export class Server {
  readonly #client: LinkClient;
  readonly #signal = AbortSignal.timeout(600_000);

  constructor(address: string, user: string | undefined, secret: string | undefined) {
    const login =
      user !== undefined ? { kind: 'basic', user } : { kind: secret === undefined ? 'none' : 'bearer' };
    const options = LinkOptions.parse({ login, allowPlainHttp: true });
    this.#client = new LinkClient(address, options, () => secret);
  }

  get(path: string): Promise<Answer> {
    const headers = { accept: 'application/dicom+json' };
    return this.#client.ask({ method: 'GET', path, headers, signal: this.#signal });
  }

  /** A search; [] also where the server answers that there is no content. */
  async search(path: string): Promise<readonly Listed[]> {
    const answer = await this.get(path);
    if (answer.status === 204) return [];
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return JSON.parse(answer.body.toString('utf8')) as Listed[];
  }

  /** @param cut so many bytes of the body are sent as if they were all */
  store(objects: readonly Uint8Array[], path = 'studies', cut = 0): Promise<Answer> {
    const boundary = `conformance-${randomUUID()}`;
    const parts = objects.map((bytes) => ({
      contentType: 'application/dicom',
      size: bytes.length,
      stream: () => [bytes],
    }));
    const body = multipart(boundary, parts);
    return this.#client.ask({
      method: 'POST',
      path,
      headers: {
        accept: 'application/dicom+json',
        'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
      },
      body:
        cut === 0 ? body : { size: body.size - cut, chunks: () => headOf(body.chunks(), body.size - cut) },
      signal: this.#signal,
    });
  }

  /** An instance's bytes as stored; undefined where it is not there. */
  async retrieve(instance: Specimen): Promise<Uint8Array | undefined> {
    const answer = await askForInstance(this.#client, instance, this.#signal);
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return firstPart(answer.headers['content-type'] ?? '', answer.body);
  }

  close(): void {
    this.#client.close();
  }
}

async function* headOf(chunks: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> {
  let left = size;
  for await (const chunk of chunks) {
    if (left <= 0) return;
    yield chunk.subarray(0, left);
    left -= chunk.length;
  }
}
