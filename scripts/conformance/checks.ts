import { parseStowResponse } from '../../src/domain/sync/index.js';
import type { Answer, Listed } from '../../src/main/sync/index.js';
import type { Server } from './server.js';
import { freshUid, PatientID, type Specimen, StudyDescription, specimen } from './specimens.js';

/** How a server did: 'ok'; 'otherwise': not as the standard has it, and Tynys copes; 'fails': Tynys cannot rely on it. */
export interface Verdict {
  readonly result: 'ok' | 'otherwise' | 'fails';
  readonly note: string;
}

export interface Check {
  readonly title: string;
  /** Of PS3.18 unless said. */
  readonly clause: string;
  run(server: Server, own: Run): Promise<Verdict>;
}

/** What this run has put onto the server. */
export interface Run {
  readonly film: Specimen;
  readonly siblings: readonly Specimen[];
}

/** One study of three films. */
export function newRun(): Run {
  const study = freshUid();
  return { film: specimen(study), siblings: [specimen(study), specimen(study)] };
}

const ok = (note = ''): Verdict => ({ result: 'ok', note });
const otherwise = (note: string): Verdict => ({ result: 'otherwise', note });
const fails = (note: string): Verdict => ({ result: 'fails', note });
const judge = (isRight: boolean, note: string): Verdict => (isRight ? ok() : fails(note));

const storedIn = ({ body }: Answer): ReadonlySet<string> => parseStowResponse(body.toString('utf8')).stored;

const word = (listed: Listed | undefined, tag: string): string => String(listed?.[tag]?.Value?.[0] ?? '');

const isSame = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && Buffer.from(a).equals(Buffer.from(b));

/** In order: later ones ask for what earlier ones stored. */
export const checks: readonly Check[] = [
  {
    title: 'A search answers in DICOM JSON',
    clause: '10.6.3',
    run: async (server) => judge(Array.isArray(await server.search('studies?limit=1')), 'no list'),
  },
  {
    title: 'An unknown study is none, not an error',
    clause: '10.6.3.1',
    run: async (server) => {
      const { status } = await server.get(`studies?StudyInstanceUID=${freshUid()}`);
      return status === 200 || status === 204 ? ok(`status ${status}`) : fails(`status ${status}`);
    },
  },
  {
    title: 'One instance is stored and named in the answer',
    clause: '10.5.3',
    run: async (server, { film }) => {
      const answer = await server.store([film.bytes]);
      return judge(storedIn(answer).has(film.SOPInstanceUID), `status ${answer.status}, not named`);
    },
  },
  {
    title: 'Several instances of one request are stored and named',
    clause: '10.5.3',
    run: async (server, { siblings }) => {
      const answer = await server.store(siblings.map(({ bytes }) => bytes));
      const stored = storedIn(answer);
      return judge(
        siblings.every(({ SOPInstanceUID }) => stored.has(SOPInstanceUID)),
        `status ${answer.status}, ${stored.size} of ${siblings.length} named`,
      );
    },
  },
  {
    title: 'What was stored comes back byte for byte',
    clause: '10.4.1, 8.7.3.5.2',
    run: async (server, { film }) => {
      const back = await server.retrieve(film);
      if (back === undefined) return fails('not there');
      return isSame(back, film.bytes) ? ok() : otherwise('other bytes: set the proof to "listing"');
    },
  },
  searched('by StudyInstanceUID', '10.6.1.2', ({ film }) => `StudyInstanceUID=${film.StudyInstanceUID}`),
  searched('by PatientID', '10.6.1.2', () => `PatientID=${PatientID}`),
  searched('by a range of StudyDate', '10.6.1.2', () => `PatientID=${PatientID}&StudyDate=20240130-20240201`),
  searched('by ModalitiesInStudy', '10.6.1.2', () => `PatientID=${PatientID}&ModalitiesInStudy=DX`),
  {
    title: 'A search outside a range does not find it',
    clause: '10.6.1.2',
    run: async (server, { film }) => {
      const found = await server.search(
        `studies?StudyInstanceUID=${film.StudyInstanceUID}&StudyDate=20200101-20200102`,
      );
      return judge(found.length === 0, 'found');
    },
  },
  {
    title: 'Attributes that are asked for are listed (PatientAge, PatientSex)',
    clause: '10.6.1.3',
    run: async (server, { film }) => {
      const [study] = await server.search(
        `studies?StudyInstanceUID=${film.StudyInstanceUID}&includefield=00101010&includefield=00100040`,
      );
      const isThere = word(study, '00101010') === '045Y' && word(study, '00100040') === 'F';
      return isThere ? ok() : otherwise('not listed: cohorts by age or sex lack its studies');
    },
  },
  {
    title: 'Text beyond ASCII is searched out as it was stored',
    clause: '8.8.1',
    run: async (server, { film }) => {
      const [study] = await server.search(
        `studies?StudyInstanceUID=${film.StudyInstanceUID}&includefield=00081030`,
      );
      return word(study, '00081030') === StudyDescription ? ok() : otherwise('other text');
    },
  },
  {
    title: 'Instances are listed in pages (limit, offset)',
    clause: '10.6.1.4',
    run: async (server, { film, siblings }) => {
      const folder = `studies/${film.StudyInstanceUID}/instances`;
      const pages = await Promise.all(
        [0, 1, 2, 3].map((offset) => server.search(`${folder}?limit=1&offset=${offset}`)),
      );
      const listed = new Set(pages.flatMap((page) => page.map((one) => word(one, '00080018'))));
      return listed.size === siblings.length + 1
        ? ok()
        : otherwise(`${listed.size} of ${siblings.length + 1}: large studies may be seen in part`);
    },
  },
  {
    title: 'Series are listed with their modality and body part',
    clause: '10.6.3.3.2',
    run: async (server, { film }) => {
      const series = await server.search(`studies/${film.StudyInstanceUID}/series?includefield=00180015`);
      if (series.some((one) => word(one, '00080060') !== 'DX')) return fails('no modality');
      return series.every((one) => word(one, '00180015') === 'CHEST') ? ok() : otherwise('no body part');
    },
  },
  {
    title: 'A study says how many instances it has',
    clause: '10.6.3.3.1',
    run: async (server, { film, siblings }) => {
      const [study] = await server.search(
        `studies?StudyInstanceUID=${film.StudyInstanceUID}&includefield=00201208`,
      );
      return word(study, '00201208') === String(siblings.length + 1)
        ? ok()
        : otherwise('another number or none');
    },
  },
  {
    title: 'The same instance again changes nothing',
    clause: '10.5.3',
    run: async (server, { film }) => {
      const { status } = await server.store([film.bytes]);
      const isKept = isSame(await server.retrieve(film), film.bytes);
      return isKept ? ok(`status ${status}`) : fails(`changed, status ${status}`);
    },
  },
  {
    title: 'Other content under the same UID does not take its place',
    clause: '10.5.3',
    run: async (server, { film }) => {
      const { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID } = film;
      const other = specimen(StudyInstanceUID, { SeriesInstanceUID, SOPInstanceUID, PatientSex: 'M' });
      const answer = await server.store([other.bytes]);
      if (isSame(await server.retrieve(film), other.bytes)) return fails('overwritten');
      const isSaid = !storedIn(answer).has(SOPInstanceUID);
      return isSaid
        ? ok(`refused, status ${answer.status}`)
        : otherwise(`kept, but answered as stored (${answer.status})`);
    },
  },
  {
    title: 'An instance of another study than the address says is refused',
    clause: '10.5.1.1',
    run: async (server) => {
      const stray = specimen(freshUid());
      const { status } = await server.store([stray.bytes], `studies/${freshUid()}`);
      return judge((await server.retrieve(stray)) === undefined, `stored, status ${status}`);
    },
  },
  {
    title: 'A body that is cut off stores nothing',
    clause: '10.5.3',
    run: async (server) => {
      const cut = specimen(freshUid());
      const { status } = await server.store([cut.bytes], 'studies', 700);
      if ((await server.retrieve(cut)) !== undefined) return fails('stored in part');
      return status >= 400 ? ok(`status ${status}`) : otherwise(`answered ${status}`);
    },
  },
  {
    title: 'A good part beside a bad one is stored and named',
    clause: '10.5.3',
    run: async (server) => {
      const good = specimen(freshUid());
      const answer = await server.store([good.bytes, Buffer.from('no DICOM at all')]);
      if (!storedIn(answer).has(good.SOPInstanceUID))
        return otherwise(`all refused, status ${answer.status}`);
      return judge(isSame(await server.retrieve(good), good.bytes), 'named, not there');
    },
  },
  {
    title: 'An unknown instance is not found',
    clause: '10.4.3',
    run: async (server) => judge((await server.retrieve(specimen(freshUid()))) === undefined, 'found'),
  },
];

function searched(how: string, clause: string, query: (own: Run) => string): Check {
  return {
    title: `A study is found ${how}`,
    clause,
    run: async (server, own) => {
      const found = await server.search(`studies?${query(own)}`);
      const isThere = found.some((one) => word(one, '0020000D') === own.film.StudyInstanceUID);
      return judge(isThere, `${found.length} others found`);
    },
  };
}
