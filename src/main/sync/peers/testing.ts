import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// The other side, as it really is: an Orthanc, and a link to it that fails in every way that was seen.

const binary = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'].find((path) => existsSync(path));
const plugin = ['/usr/share/orthanc/plugins', '/usr/lib/orthanc/plugins']
  .map((dir) => join(dir, 'libOrthancDicomWeb.so'))
  .find((path) => existsSync(path));
export const hasOrthanc = binary !== undefined && plugin !== undefined;
if (!hasOrthanc)
  console.error('skipped: no Orthanc with DICOMweb (Debian packages orthanc, orthanc-dicomweb)');

export const user = 'research';
export const password = 's3cret';

export interface Repository {
  readonly port: number;
  /** SHA-256 of every stored file, by SOPInstanceUID. */
  contents(): Promise<Map<string, string>>;
  stop(): void;
}

/** A fresh Orthanc with DICOMweb on a free port. @param dir for its database; made */
export async function startOrthanc(dir: string): Promise<Repository> {
  if (binary === undefined || plugin === undefined) throw new Error('there is no Orthanc');
  const port = await freePort();
  mkdirSync(dir, { recursive: true });
  const configuration = {
    StorageDirectory: join(dir, 'db'),
    IndexDirectory: join(dir, 'db'),
    StorageCompression: false,
    Plugins: [plugin],
    HttpPort: port,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: true,
    RegisteredUsers: { [user]: password },
    DicomServerEnabled: false,
    OverwriteInstances: false,
    KeepAlive: true,
    DicomWeb: { Enable: true, Root: '/dicom-web/' },
  };
  writeFileSync(join(dir, 'orthanc.json'), JSON.stringify(configuration));
  const server: ChildProcess = spawn(binary, [join(dir, 'orthanc.json')], {
    stdio: 'ignore',
    env: { ...process.env, TCP_NODELAY: '1' },
  });
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}/${path}`, { headers });
  for (let tries = 0; tries < 300; tries += 1) {
    const up = await ask('dicom-web/studies?limit=1').then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) break;
    await sleep(100);
  }
  return {
    port,
    async contents() {
      const ids = (await (await ask('instances')).json()) as string[];
      const found = new Map<string, string>();
      for (const id of ids) {
        const about = (await (await ask(`instances/${id}`)).json()) as {
          MainDicomTags: { SOPInstanceUID: string };
        };
        const file = Buffer.from(await (await ask(`instances/${id}/file`)).arrayBuffer());
        found.set(about.MainDicomTags.SOPInstanceUID, createHash('sha256').update(file).digest('hex'));
      }
      return found;
    },
    stop: () => {
      server.kill();
    },
  };
}

/** What happens to a request on its way. */
export const faults = [
  'delay',
  /** The connection ends in the middle of what the sender says. */
  'cut',
  /** The server hears half of it, and answers that. */
  'truncate',
  /** The server hears all of it, the sender nothing. */
  'cut-answer',
  'half-answer',
  /** Everything was stored, it says. Nothing was. */
  'lie',
  'empty-200',
  'empty-400',
  'empty-409',
  '503',
  '401',
] as const;
export type Fault = (typeof faults)[number] | 'none';

export interface BadLink {
  readonly url: string;
  /** How often each fault happened. */
  readonly counts: Map<Fault, number>;
  close(): void;
}

/** A link to a server on this machine. @param faultOf what happens to the n-th request */
export async function badLink(port: number, faultOf: (n: number, method: string) => Fault): Promise<BadLink> {
  const counts = new Map<Fault, number>();
  let n = 0;
  const proxy = http.createServer((request, response) => {
    const fault = faultOf(n, request.method ?? 'GET');
    n += 1;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    if (fault === 'cut') {
      request.once('data', () => request.socket.destroy());
      if (request.method === 'GET') request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void pass(port, request, response, Buffer.concat(chunks), fault));
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port: own } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}/dicom-web`,
    counts,
    close: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

const STATUS = { 'empty-200': 200, 'empty-400': 400, 'empty-409': 409, '503': 503, '401': 401 } as const;

async function pass(
  port: number,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body: Buffer,
  fault: Fault,
): Promise<void> {
  if (fault in STATUS) {
    response.writeHead(STATUS[fault as keyof typeof STATUS]).end();
    return;
  }
  if (fault === 'lie') {
    const UIDs = [...body.toString('latin1').matchAll(/2\.25\.9\.\d+/g)].map(([UID]) => UID);
    const stored = [...new Set(UIDs)].map((UID) => ({ '00081155': { vr: 'UI', Value: [UID] } }));
    response.writeHead(200, { 'content-type': 'application/dicom+json' });
    response.end(
      request.method === 'POST' ? JSON.stringify({ '00081199': { vr: 'SQ', Value: stored } }) : '[]',
    );
    return;
  }
  if (fault === 'delay') await sleep(300);
  const said = fault === 'truncate' ? body.subarray(0, body.length >> 1) : body;
  const headers = {
    ...request.headers,
    host: `127.0.0.1:${port}`,
    ...(said.length > 0 ? { 'content-length': String(said.length) } : {}),
  };
  const onward = http.request(
    { host: '127.0.0.1', port, path: request.url, method: request.method, headers },
    (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const all = Buffer.concat(chunks);
        if (fault === 'cut-answer') {
          request.socket.destroy();
          return;
        }
        const { 'transfer-encoding': _, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': all.length });
        if (fault === 'half-answer') {
          response.write(all.subarray(0, all.length >> 1));
          setTimeout(() => request.socket.destroy(), 20);
        } else response.end(all);
      });
    },
  );
  onward.on('error', () => request.socket.destroy());
  onward.end(said);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
