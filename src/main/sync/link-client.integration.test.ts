import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LinkOptions } from '../../contract/index.js';
import { temporaryFolder } from '../store/testing.js';
import { type Answer, LinkClient } from './link-client.js';

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;
if (!hasOpenssl) console.error('skipped: no openssl to make certificates with');

const folder = temporaryFolder();
const pem = (name: string): string => join(folder.dir, `${name}.pem`);
const open: { close(): void }[] = [];

beforeAll(() => {
  if (!hasOpenssl) return;
  for (const name of ['server', 'site']) {
    const made = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', [...made, ...subject, '-keyout', pem(`${name}-key`), '-out', pem(name)], {
      stdio: 'ignore',
    });
  }
});
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});
afterAll(() => folder.remove());

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(server: http.Server | https.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

const plain = async (handler: Handler): Promise<string> =>
  `http://127.0.0.1:${await listening(http.createServer(handler))}`;

const secure = async (handler: Handler, more: https.ServerOptions = {}): Promise<string> => {
  const own = { key: readFileSync(pem('server-key')), cert: readFileSync(pem('server')) };
  return `https://127.0.0.1:${await listening(https.createServer({ ...own, ...more }, handler))}`;
};

function ask(address: string, options: Partial<LinkOptions>, secret?: string): Promise<Answer> {
  const client = new LinkClient(address, LinkOptions.parse(options), () => secret);
  open.push(client);
  return client.ask({ method: 'GET', path: 'studies', signal: AbortSignal.timeout(10_000) });
}

const echo: Handler = (request, response) => response.end(request.headers.authorization ?? 'nobody');

describe.skipIf(!hasOpenssl)('a server', () => {
  it('is trusted where its authority is, and not otherwise', async () => {
    const address = await secure(echo);
    await expect(ask(address, {})).rejects.toMatchObject({ problem: 'certificate' });
    expect((await ask(address, { authorities: pem('server') })).status).toBe(200);
    await expect(ask(address, { authorities: pem('site') })).rejects.toMatchObject({
      problem: 'certificate',
    });
    await expect(ask(address, { authorities: pem('nothing') })).rejects.toMatchObject({
      problem: 'certificate',
    });
  });

  it('that wants to know the site by its certificate does', async () => {
    const wanting = { ca: readFileSync(pem('site')), requestCert: true, rejectUnauthorized: true };
    const address = await secure(echo, wanting);
    const trusted = { authorities: pem('server') };
    await expect(ask(address, trusted)).rejects.toThrow();
    const known = { ...trusted, certificate: pem('site'), certificateKey: pem('site-key') };
    expect((await ask(address, known)).status).toBe(200);
  });
});

describe('a login', () => {
  it('is the password, or the token, of the key store; without one nothing is asked', async () => {
    const address = await plain(echo);
    const basic = { login: { kind: 'basic', user: 'сайт' } } as const;
    expect(String((await ask(address, basic, 'pä:ss')).body)).toBe(
      `Basic ${Buffer.from('сайт:pä:ss').toString('base64')}`,
    );
    expect(String((await ask(address, { login: { kind: 'bearer' } }, 'abc')).body)).toBe('Bearer abc');
    await expect(ask(address, basic)).rejects.toMatchObject({ problem: 'secret-missing' });
  });

  it('by client credentials is discovered, kept, and made anew once where the server refuses it', async () => {
    let issued = 0;
    const said: string[] = [];
    const issuer = await plain((request, response) => {
      const own = `http://${request.headers.host}`;
      if (request.method === 'GET') {
        response.end(JSON.stringify({ token_endpoint: `${own}/token` }));
        return;
      }
      said.push(request.headers.authorization ?? '');
      issued += 1;
      response.end(
        JSON.stringify({ access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 600 }),
      );
    });
    const address = await plain((request, response) => {
      if (request.headers.authorization === 'Bearer token-1') response.writeHead(401);
      response.end(request.headers.authorization);
    });
    const login = { kind: 'oauth2', issuer, clientId: 'site 1', scope: '' } as const;
    const client = new LinkClient(address, LinkOptions.parse({ login }), () => 'sec ret');
    open.push(client);
    const once = (): Promise<Answer> =>
      client.ask({ method: 'GET', path: 'studies', signal: AbortSignal.timeout(10_000) });
    expect(await once()).toMatchObject({ status: 200, body: Buffer.from('Bearer token-2') });
    await Promise.all([once(), once()]);
    expect(issued).toBe(2);
    expect(said[0]).toBe(`Basic ${Buffer.from('site%201:sec%20ret').toString('base64')}`);
  });

  it('is not told over plain HTTP to another machine, nor kept in an address', async () => {
    await expect(ask('http://192.0.2.1/', {})).rejects.toMatchObject({ problem: 'plain-http' });
    await expect(ask('ftp://127.0.0.1/', {})).rejects.toMatchObject({ problem: 'not-a-repository' });
    const address = await plain(echo);
    expect(String((await ask(address.replace('//', '//me:secret@'), {})).body)).toBe('nobody');
  });
});

it('a cap holds what is sent to its rate, over all streams together', async () => {
  const address = await plain((request, response) => {
    request.resume().on('end', () => response.end());
  });
  const client = new LinkClient(address, LinkOptions.parse({ limitKbitS: 800 }), () => undefined);
  open.push(client);
  const body = Buffer.alloc(50_000);
  const startedMs = performance.now();
  await Promise.all(
    [1, 2].map(() =>
      client.ask({
        method: 'POST',
        path: 'studies',
        body: { size: body.length, chunks: () => [body] },
        signal: AbortSignal.timeout(20_000),
      }),
    ),
  );
  // 100 kB at 100 kB/s; the last piece is not waited for.
  expect(performance.now() - startedMs).toBeGreaterThan(700);
});
