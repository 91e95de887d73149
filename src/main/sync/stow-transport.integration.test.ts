import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Destination, LinkOptions } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { openTestStore, temporaryFolder } from '../store/testing.js';
import { openTransport } from './open-transport.js';
import {
  badLink,
  faults,
  hasOrthanc,
  password,
  type Repository,
  startOrthanc,
  user,
} from './peers/testing.js';
import { Sender } from './sender.js';
import { releasedFilm, releaseMany } from './testing.js';

/** The same UIDs, one pixel of another value. */
function otherBytes(n: number): Uint8Array {
  const bytes = releasedFilm(n);
  bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1;
  return bytes;
}

describe.skipIf(!hasOrthanc)('a real repository', () => {
  const folder = temporaryFolder();
  let repository: Repository;
  let store: WriteStore;
  let round = 0;

  beforeAll(async () => {
    repository = await startOrthanc(`${folder.dir}/orthanc`);
  }, 60_000);
  afterAll(() => {
    repository?.stop();
    folder.remove();
  });
  beforeEach(() => {
    round += 1;
    store = openTestStore(`${folder.dir}/store-${round}`);
    return () => store.close();
  });

  function destinationAt(place: string, options: Partial<LinkOptions> = {}): Destination {
    const saved = store.sends.saveDestination({
      name: '',
      kind: 'stow',
      place,
      automatic: false,
      options: LinkOptions.parse({ login: { kind: 'basic', user }, compress: false, ...options }),
    });
    store.sends.enqueue(saved.id);
    return saved;
  }

  async function send(destination: Destination, secret = password): Promise<string> {
    const transport = openTransport(destination, { storeDir: store.dir, secret: () => secret });
    const sender = new Sender({ sends: store.sends, destination, transport });
    const end = await sender.run(AbortSignal.timeout(100_000), true);
    transport.close();
    return end === 'given-up' ? `given-up: ${sender.status().problem}` : end;
  }

  const direct = (): string => `http://127.0.0.1:${repository.port}/dicom-web`;

  it('has every instance byte for byte, proved by its bytes, then by the listing', async () => {
    await releaseMany(store, 5);
    for (const proof of ['bytes', 'listing'] as const) {
      const destination = destinationAt(direct(), { proof });
      expect(await send(destination)).toBe('settled');
      expect(store.sends.counts(destination.id)).toMatchObject({ confirmed: 5, parked: 0 });
    }
    const contents = await repository.contents();
    for (const { SOPInstanceUID, sha256 } of store.sends.all(1)) {
      expect(contents.get(SOPInstanceUID)).toBe(sha256);
    }
  }, 60_000);

  it('that has another object under the UID keeps it, and says stored: the proof by bytes finds out', async () => {
    // UIDs are those of the test before, bytes are not.
    await releaseMany(store, 2, otherBytes);
    const destination = destinationAt(direct(), { proof: 'bytes' });
    expect(await send(destination)).toBe('settled');
    expect(store.sends.all(destination.id).map(({ state, reason }) => [state, reason])).toEqual([
      ['parked', 'other-content'],
      ['parked', 'other-content'],
    ]);
  }, 60_000);

  it('that does not know the password is asked three times, and nothing is lost', async () => {
    await releaseMany(store, 1);
    const destination = destinationAt(direct());
    expect(await send(destination, 'wrong')).toBe('given-up: unauthorised');
    expect(store.sends.counts(destination.id)).toMatchObject({ waiting: 1 });
  }, 60_000);

  it.each(faults.filter((fault) => fault !== 'delay'))(
    'behind a link that starts with %s has all in the end',
    async (fault) => {
      await releaseMany(store, 3, (n) => releasedFilm(round * 100 + n));
      const link = await badLink(repository.port, (n) => (n < 2 ? fault : 'none'));
      try {
        const destination = destinationAt(link.url, { proof: 'bytes' });
        expect(await send(destination)).toBe('settled');
        expect(link.counts.get(fault)).toBe(2);
        const contents = await repository.contents();
        for (const { SOPInstanceUID, sha256, state } of store.sends.all(destination.id)) {
          expect([state, contents.get(SOPInstanceUID)]).toEqual(['confirmed', sha256]);
        }
      } finally {
        link.close();
      }
    },
    60_000,
  );
});
