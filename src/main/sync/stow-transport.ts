import { createHash, randomUUID } from 'node:crypto';
import type { LinkProblem } from '../../contract/index.js';
import { eventOf, parseStowResponse, type SendEvent } from '../../domain/sync/index.js';
import type { QueuedSend } from '../store/index.js';
import { askForInstance, listingOf } from './dicomweb.js';
import type { Answer, LinkClient } from './link-client.js';
import { firstPart, multipart } from './multipart.js';
import type { Parcel } from './parcel.js';
import { LinkError, type Outcomes, type Proof, type Transport } from './transport.js';

const DICOM = 'application/dicom';
const DICOM_JSON = 'application/dicom+json';
const READ_BACKS_AT_ONCE = 4;
/** Instances that a search lists at a time. */
const PAGE = 500;

/** A DICOMweb server: stored by STOW-RS, looked for by QIDO-RS and WADO-RS (PS3.18 10.4 to 10.6). */
export class StowTransport implements Transport {
  readonly #client: LinkClient;
  #packs: boolean;

  /** @param packs instances may travel as JPEG-LS, until the server turns out not to take it */
  constructor(client: LinkClient, packs: boolean) {
    this.#client = client;
    this.#packs = packs;
  }

  get packs(): boolean {
    return this.#packs;
  }

  async deliver(parcels: readonly Parcel[], signal: AbortSignal): Promise<Outcomes> {
    const boundary = `tynys-${randomUUID()}`;
    const answer = await this.#client.ask({
      method: 'POST',
      path: 'studies',
      headers: {
        accept: DICOM_JSON,
        'content-type': `multipart/related; type="${DICOM}"; boundary=${boundary}`,
      },
      body: multipart(
        boundary,
        parcels.map((parcel) => ({
          contentType: DICOM,
          size: parcel.size,
          stream: () => parcel.stream() as AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
        })),
      ),
      signal,
    });
    const response = parseStowResponse(answer.body.toString('utf8'));
    const speaks = response.stored.size + response.failed.size > 0;
    if (!speaks && !OF_THE_INSTANCES.has(answer.status)) throw linkErrorOf(answer);
    if (answer.status === 415) this.#packs = false;
    return new Map(
      parcels.map(({ send }): [number, SendEvent] => {
        const event = eventOf(response, send.SOPInstanceUID);
        // Other servers than Orthanc answer so, without a word, where they have the instance already.
        const isConflict = event.kind === 'unmentioned' && answer.status === 409;
        return [send.id, isConflict ? { kind: 'duplicate' } : event];
      }),
    );
  }

  async prove(sends: readonly QueuedSend[], proof: Proof, signal: AbortSignal): Promise<Outcomes> {
    const outcomes = new Map<number, SendEvent>();
    if (proof === 'bytes') {
      const left = [...sends];
      const lane = async (): Promise<void> => {
        for (let send = left.shift(); send !== undefined; send = left.shift()) {
          const event = await this.#readBack(send, signal);
          if (event !== undefined) outcomes.set(send.id, event);
        }
      };
      const lanes = await Promise.allSettled(Array.from({ length: READ_BACKS_AT_ONCE }, lane));
      const failed = lanes.find((each) => each.status === 'rejected');
      // A link that fails now and then must not make a hundred proofs void for one.
      if (failed !== undefined && outcomes.size === 0) throw failed.reason;
      return outcomes;
    }
    for (const series of bySeries(sends)) {
      const listed = await this.#listed(series, signal);
      for (const send of series) {
        const PatientID = listed.get(send.SOPInstanceUID);
        const isOurs = PatientID === '' || PatientID === send.PatientID;
        outcomes.set(send.id, {
          kind: PatientID === undefined ? 'absent' : isOurs ? 'proved' : 'differs',
        });
      }
    }
    return outcomes;
  }

  async test(signal: AbortSignal): Promise<void> {
    const answer = await this.#client.ask({
      method: 'GET',
      path: 'studies?limit=1',
      headers: { accept: DICOM_JSON },
      signal,
    });
    if (answer.status === 204) return;
    if (answer.status !== 200) throw linkErrorOf(answer);
    if (listingOf(answer) === undefined) throw new LinkError('not-a-repository');
  }

  close(): void {
    this.#client.close();
  }

  /** Undefined where what came back proves neither: cut off, or no DICOM. */
  async #readBack(send: QueuedSend, signal: AbortSignal): Promise<SendEvent | undefined> {
    const answer = await askForInstance(this.#client, send, signal);
    if (answer.status === 404 || answer.status === 410) return { kind: 'absent' };
    if (answer.status !== 200) throw linkErrorOf(answer);
    const bytes = firstPart(answer.headers['content-type'] ?? '', answer.body);
    if (bytes === undefined) return undefined;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { kind: sha256 === (send.sent?.sha256 ?? send.sha256) ? 'proved' : 'differs' };
  }

  /** PatientID ('' where it is not listed) by SOPInstanceUID, of the instances of one series that the server has. */
  async #listed(series: readonly QueuedSend[], signal: AbortSignal): Promise<Map<string, string>> {
    const [first] = series;
    const listed = new Map<string, string>();
    if (first === undefined) return listed;
    const one = series.length === 1 ? `&SOPInstanceUID=${first.SOPInstanceUID}` : '';
    const folder = `studies/${first.StudyInstanceUID}/series/${first.SeriesInstanceUID}/instances`;
    for (let offset = 0; ; offset += PAGE) {
      const answer = await this.#client.ask({
        method: 'GET',
        path: `${folder}?includefield=00100020&limit=${PAGE}&offset=${offset}${one}`,
        headers: { accept: DICOM_JSON },
        signal,
      });
      if (answer.status === 204 || answer.status === 404) return listed;
      if (answer.status !== 200) throw linkErrorOf(answer);
      const page = listingOf(answer);
      if (page === undefined) throw new LinkError('server-failed');
      const before = listed.size;
      for (const each of page) {
        const SOPInstanceUID = each['00080018']?.Value?.[0];
        const PatientID = each['00100020']?.Value?.[0];
        if (typeof SOPInstanceUID === 'string') {
          listed.set(SOPInstanceUID, typeof PatientID === 'string' ? PatientID : '');
        }
      }
      // A server that knows no offset says the same again.
      if (page.length < PAGE || listed.size === before) return listed;
    }
  }
}

/** Statuses that are about what was in the request; all others are about the server or the link. */
const OF_THE_INSTANCES = new Set([200, 202, 400, 409, 413, 415, 422]);

const PROBLEMS: Readonly<Record<number, LinkProblem>> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-a-repository',
  405: 'not-a-repository',
  429: 'server-busy',
  501: 'not-a-repository',
  503: 'server-busy',
};

/** What an answer that is no success says of the server or the link. */
export function linkErrorOf({ status, headers }: Answer): LinkError {
  const seconds = Number(headers['retry-after']);
  // A server that asks for more than an hour is asked again after one.
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined;
  const isElsewhere = status >= 300 && status < 400;
  return new LinkError(
    PROBLEMS[status] ?? (isElsewhere ? 'not-a-repository' : 'server-failed'),
    retryAfterMs,
  );
}

function bySeries(sends: readonly QueuedSend[]): QueuedSend[][] {
  const series = new Map<string, QueuedSend[]>();
  for (const send of sends) {
    const key = `${send.StudyInstanceUID} ${send.SeriesInstanceUID}`;
    const known = series.get(key);
    if (known === undefined) series.set(key, [send]);
    else known.push(send);
  }
  return [...series.values()];
}
