import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf } from './measure.js';

const binary = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find((path) => existsSync(path));

/** What a running Orthanc costs and where it answers. */
export interface Orthanc {
  readonly url: string;
  /** CPU seconds that it has used so far. */
  cpu(): number;
  /** Stores a file over REST. @returns its id there. @throws when it is refused */
  store(path: string): Promise<string>;
}

/** Runs a fresh Orthanc on a free port for as long as `use` takes; undefined where Orthanc is not installed. */
export async function withOrthanc<T>(
  dir: string,
  use: (orthanc: Orthanc) => Promise<T>,
): Promise<T | undefined> {
  if (binary === undefined) return undefined;
  const port = await freePort();
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'orthanc.json');
  writeFileSync(
    config,
    JSON.stringify({
      StorageDirectory: join(dir, 'db'),
      IndexDirectory: join(dir, 'db'),
      StorageCompression: false,
      SyncStorageArea: true,
      HttpPort: port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      DicomServerEnabled: false,
      KeepAlive: true,
      Plugins: [],
    }),
  );
  const server: ChildProcess = spawn(binary, [config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  try {
    for (let tries = 0; tries < 100; tries++) {
      if (
        await fetch(`${url}/system`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        break;
      await sleep(100);
    }
    const store = async (path: string): Promise<string> => {
      const answer = await fetch(`${url}/instances`, { method: 'POST', body: readFileSync(path) });
      const stored = (await answer.json()) as { ID?: string };
      if (!answer.ok) throw new Error(`Orthanc refused a file with ${answer.status}`);
      return stored.ID ?? '';
    };
    return await use({ url, cpu: () => cpuOf(server.pid ?? 0), store });
  } finally {
    server.kill();
  }
}

/** Stores the files in a fresh Orthanc over one REST connection; undefined where Orthanc is not installed. */
export function orthancIngest(
  dir: string,
  files: readonly string[],
): Promise<{ wall: number; serverCpu: number } | undefined> {
  return withOrthanc(dir, async (orthanc) => {
    const cpuBefore = orthanc.cpu();
    const started = process.hrtime.bigint();
    for (const path of files) await orthanc.store(path);
    return {
      wall: Number(process.hrtime.bigint() - started) / 1e9,
      serverCpu: orthanc.cpu() - cpuBefore,
    };
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
