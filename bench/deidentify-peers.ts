import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost } from './measure.js';
import { withOrthanc } from './orthanc.js';

/** What one pass over a folder cost. Seconds; of a server, the server's own. */
export interface Pass {
  readonly cpu: number;
  readonly wall: number;
}

/** Something that de-identifies, or the floor below all of them. */
export interface Peer {
  readonly name: string;
  /** @param out exists and is empty. @returns undefined where it is not installed */
  run(from: string, out: string, scratch: string): Promise<Pass | undefined>;
}

const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;
const filesIn = (dir: string): string[] => readdirSync(dir).map((name) => join(dir, name));

/** Copies and nothing else: what reading and writing the files costs at least. */
export const cp: Peer = {
  name: 'cp',
  run: (from, out) => cost(['cp', '-r', `${from}/.`, out]),
};

/** As its manual has it: the Basic Profile, the originals encrypted for a certificate. */
const gdcmanon: Peer = {
  name: 'gdcmanon',
  async run(from, out, scratch) {
    if (!isInstalled('gdcmanon') || !isInstalled('openssl')) return undefined;
    const certificate = join(scratch, 'certificate.pem');
    if (!existsSync(certificate)) {
      const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(scratch, 'key.pem')];
      execFileSync('openssl', ['req', '-x509', '-subj', '/CN=bench', ...key, '-out', certificate], {
        stdio: 'ignore',
      });
    }
    return await cost(['gdcmanon', '-e', '-c', certificate, '-r', '-i', from, '-o', out]);
  },
};

/** What a script in a hospital does with it: name, ID and the obvious rest, new UIDs, no private elements. */
const dcmodify: Peer = {
  name: 'dcmodify',
  async run(from, out) {
    if (!isInstalled('dcmodify')) return undefined;
    // It works in place: the copy before it is not counted.
    cpSync(from, out, { recursive: true });
    const replaced = ['PatientName=ANON', 'PatientID=ANON'].flatMap((one) => ['-ma', one]);
    const erased = [
      'PatientBirthDate',
      'AccessionNumber',
      'ReferringPhysicianName',
      'InstitutionName',
      'StudyID',
      'PatientAddress',
    ].flatMap((keyword) => ['-ea', keyword]);
    const options = ['-nb', '-ie', '-imt', '-ep', '-gst', '-gse', '-gin'];
    return await cost(['dcmodify', ...options, ...replaced, ...erased, ...filesIn(out)]);
  },
};

/** /instances/{id}/anonymize, one after another on one connection; storing them there is not counted. */
const orthanc: Peer = {
  name: 'Orthanc',
  run: (from, out, scratch) =>
    withOrthanc(join(scratch, 'orthanc'), async (server) => {
      const ids: string[] = [];
      for (const path of filesIn(from)) ids.push(await server.store(path));
      const cpuBefore = server.cpu();
      const started = process.hrtime.bigint();
      for (const id of ids) {
        const answer = await fetch(`${server.url}/instances/${id}/anonymize`, { method: 'POST', body: '{}' });
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (!answer.ok) throw new Error(`Orthanc anonymized nothing: ${answer.status}`);
        writeFileSync(join(out, `${id}.dcm`), bytes);
      }
      return { wall: Number(process.hrtime.bigint() - started) / 1e9, cpu: server.cpu() - cpuBefore };
    }),
};

export const peers: readonly Peer[] = [gdcmanon, dcmodify, orthanc];
