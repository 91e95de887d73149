import { sopClass } from '../../domain/dicom/index.js';
import type { CohortQuery } from '../../domain/research/index.js';
import {
  askForInstance,
  firstPart,
  type LinkClient,
  LinkError,
  type Listed,
  linkErrorOf,
  listingOf,
} from '../sync/index.js';
import type { KeptLines } from './kept-lines.js';
import { distinct, type RemoteInstance, type RemoteStudy, type Repository } from './repository.js';

const PAGE = 100;
/** Studies that are asked about at the same time: a request is mostly waiting for the link. */
const AT_ONCE = 8;

/** Attributes that are asked for and read, by keyword. */
const tags = {
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  StudyDate: '00080020',
  Modality: '00080060',
  ModalitiesInStudy: '00080061',
  InstitutionName: '00080080',
  StudyDescription: '00081030',
  PatientID: '00100020',
  PatientSex: '00100040',
  PatientAge: '00101010',
  ClinicalTrialSiteID: '00120030',
  BodyPartExamined: '00180015',
  ViewPosition: '00185101',
  StudyInstanceUID: '0020000D',
  SeriesInstanceUID: '0020000E',
  NumberOfStudyRelatedInstances: '00201208',
} as const;
type Keyword = keyof typeof tags;

/** A DICOMweb server, searched by QIDO-RS and read by WADO-RS (PS3.18 10.6 and 10.4). */
export class WebRepository implements Repository {
  readonly name: string;
  readonly #client: LinkClient;
  readonly #kept: KeptLines<RemoteStudy> | undefined;

  /** @param kept what studies were found to be: one with as many instances as before is not asked about again */
  constructor(client: LinkClient, address: string, kept?: KeptLines<RemoteStudy>) {
    this.#client = client;
    this.#kept = kept;
    const { host, pathname } = new URL(address);
    this.name = `${host}${pathname}`;
  }

  async *studies(query: CohortQuery, signal: AbortSignal): AsyncIterable<RemoteStudy> {
    const wanted = includes(
      'StudyDescription',
      'PatientSex',
      'PatientAge',
      'InstitutionName',
      'ClinicalTrialSiteID',
      'NumberOfStudyRelatedInstances',
    );
    const parameters = `${wanted}${narrowing(query)}`;
    let batch: Listed[] = [];
    for await (const study of this.#pages('studies', parameters, 'StudyInstanceUID', signal)) {
      batch.push(study);
      if (batch.length < AT_ONCE) continue;
      yield* await Promise.all(batch.map((one) => this.#describe(one, signal)));
      batch = [];
    }
    yield* await Promise.all(batch.map((one) => this.#describe(one, signal)));
  }

  async instances(StudyInstanceUID: string, signal: AbortSignal): Promise<RemoteInstance[]> {
    return await this.#instancesBelow(`studies/${StudyInstanceUID}`, StudyInstanceUID, signal);
  }

  async fetch(instance: RemoteInstance, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await askForInstance(this.#client, instance, signal);
    if (answer.status !== 200) throw linkErrorOf(answer);
    const bytes = firstPart(answer.headers['content-type'] ?? '', answer.body);
    if (bytes === undefined) throw new LinkError('server-failed');
    return bytes;
  }

  close(): void {
    this.#client.close();
  }

  async #describe(study: Listed, signal: AbortSignal): Promise<RemoteStudy> {
    const StudyInstanceUID = valueIn(study, 'StudyInstanceUID');
    const instances = Number(valueIn(study, 'NumberOfStudyRelatedInstances')) || 0;
    const state = `${StudyInstanceUID} ${instances}`;
    const known = instances > 0 ? this.#kept?.get(state) : undefined;
    if (known !== undefined) return known;
    const described = await this.#ask(study, StudyInstanceUID, instances, signal);
    if (instances > 0) this.#kept?.keep(state, described);
    return described;
  }

  async #ask(
    study: Listed,
    StudyInstanceUID: string,
    instances: number,
    signal: AbortSignal,
  ): Promise<RemoteStudy> {
    const series: Listed[] = [];
    const fields = includes('BodyPartExamined', 'ViewPosition');
    const path = `studies/${StudyInstanceUID}/series`;
    for await (const one of this.#pages(path, fields, 'SeriesInstanceUID', signal)) series.push(one);
    const all = (keyword: Keyword): string[] => distinct(series.map((one) => valueIn(one, keyword)));
    const reports: RemoteInstance[] = [];
    for (const one of series.filter((each) => valueIn(each, 'Modality') === 'SR')) {
      const below = `${path}/${valueIn(one, 'SeriesInstanceUID')}`;
      reports.push(...(await this.#instancesBelow(below, StudyInstanceUID, signal)));
    }
    return {
      StudyInstanceUID,
      PatientID: valueIn(study, 'PatientID'),
      PatientSex: valueIn(study, 'PatientSex'),
      PatientAge: valueIn(study, 'PatientAge'),
      StudyDate: valueIn(study, 'StudyDate'),
      StudyDescription: valueIn(study, 'StudyDescription'),
      modalities: all('Modality'),
      bodyParts: all('BodyPartExamined'),
      views: all('ViewPosition'),
      site: valueIn(study, 'ClinicalTrialSiteID') || valueIn(study, 'InstitutionName'),
      instances,
      reports: reports.filter(({ SOPClassUID }) => sopClass(SOPClassUID)?.kind === 'sr'),
    };
  }

  async #instancesBelow(
    path: string,
    StudyInstanceUID: string,
    signal: AbortSignal,
  ): Promise<RemoteInstance[]> {
    const found: RemoteInstance[] = [];
    const fields = includes('SOPClassUID', 'SeriesInstanceUID', 'Modality');
    for await (const one of this.#pages(`${path}/instances`, fields, 'SOPInstanceUID', signal)) {
      found.push({
        StudyInstanceUID,
        SeriesInstanceUID: valueIn(one, 'SeriesInstanceUID') || (path.split('/series/')[1] ?? ''),
        SOPInstanceUID: valueIn(one, 'SOPInstanceUID'),
        SOPClassUID: valueIn(one, 'SOPClassUID'),
        Modality: valueIn(one, 'Modality'),
      });
    }
    return found;
  }

  /** Everything that a search finds, page after page, each UID once: servers need not keep an order. */
  async *#pages(path: string, parameters: string, uid: Keyword, signal: AbortSignal): AsyncIterable<Listed> {
    const seen = new Set<string>();
    for (let offset = 0; ; ) {
      const answer = await this.#client.ask({
        method: 'GET',
        path: `${path}?limit=${PAGE}&offset=${offset}${parameters}`,
        headers: { accept: 'application/dicom+json' },
        signal,
      });
      if (answer.status === 204) return;
      if (answer.status !== 200) throw linkErrorOf(answer);
      const page = listingOf(answer);
      if (page === undefined) throw new LinkError('server-failed');
      const fresh = page.filter((one) => !seen.has(valueIn(one, uid)));
      for (const one of fresh) {
        seen.add(valueIn(one, uid));
        yield one;
      }
      offset += page.length;
      // A server that has more than it gives says so (PS3.18 8.3.4.4); one that knows no offset says the same again.
      const isLast = page.length < PAGE && answer.headers['warning'] === undefined;
      if (isLast || fresh.length === 0) return;
    }
  }
}

/** What every server can match (PS3.18 table 10.6.1-5); the rest is looked at here. */
function narrowing({ dateFrom, dateTo, modality }: CohortQuery): string {
  const isRange = (dateFrom ?? '') !== '' || (dateTo ?? '') !== '';
  const dates = isRange ? `&StudyDate=${dateFrom ?? ''}-${dateTo ?? ''}` : '';
  const isModality = modality !== undefined && modality !== '';
  return `${dates}${isModality ? `&ModalitiesInStudy=${encodeURIComponent(modality.toUpperCase())}` : ''}`;
}

const includes = (...keywords: Keyword[]): string =>
  keywords.map((keyword) => `&includefield=${tags[keyword]}`).join('');

/** The first value as text, '' where there is none. */
function valueIn(listed: Listed, keyword: Keyword): string {
  const value = listed[tags[keyword]]?.Value?.[0];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
