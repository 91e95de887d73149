import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf } from './measure.js';

const binary = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find((path) => existsSync(path));

/** Stores the files in a fresh Orthanc over one REST connection; undefined where Orthanc is not installed. */
export async function orthancIngest(
  dir: string,
  files: readonly string[],
): Promise<{ wall: number; serverCpu: number } | undefined> {
  if (binary === undefined) return undefined;
  const port = 18_042;
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
    const pid = server.pid ?? 0;
    const cpuBefore = cpuOf(pid);
    const started = process.hrtime.bigint();
    for (const path of files) {
      const answer = await fetch(`${url}/instances`, {
        method: 'POST',
        body: readFileSync(path),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`Orthanc refused a file with ${answer.status}`);
    }
    return { wall: Number(process.hrtime.bigint() - started) / 1e9, serverCpu: cpuOf(pid) - cpuBefore };
  } finally {
    server.kill();
  }
}
