import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import type { LinkOptions, LinkProblem } from '../../contract/index.js';
import { errorCode } from '../store/index.js';
import { Login } from './login.js';
import { Throttle } from './throttle.js';
import { LinkError } from './transport.js';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** Absolute, or below the client's address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly size: number; chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> };
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

const CONNECT_MS = 8_000;
/** A link that moves nothing for so long is taken for cut; TCP itself would go on waiting for minutes. */
const STALL_MS = 15_000;
const WATCH_MS = 500;
/** What the system takes off our hands at once, and may still be sending while nothing is seen to move. */
const SYSTEM_BUFFER_BYTES = 256_000;
/** The slowest that such a buffer is taken to leave at. */
const DRAIN_BYTES_PER_S = 12_000;
/** Written at a time; small enough for a throttled link to flow evenly. */
const CHUNK_BYTES = 16 * 1024;
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

/**
 * HTTP to one server: kept connections, the site's trust and login, a watch for cut links, a cap on what goes out.
 * Every failure is a LinkError; every status that the server gives is an answer.
 */
export class LinkClient {
  readonly #address: string;
  readonly #options: LinkOptions;
  readonly #throttle: Throttle;
  readonly #login: Login;
  #server: Server | undefined;

  constructor(address: string, options: LinkOptions, secret: () => string | undefined) {
    this.#address = address;
    this.#options = options;
    this.#throttle = new Throttle(options.limitKbitS);
    this.#login = new Login(options.login, secret, (question) => this.#exchange(question, {}));
  }

  /** Asks as the site; where the server does not know the token any more, once again with a new one. */
  async ask(question: Question): Promise<Answer> {
    const answer = await this.#exchange(question, await this.#login.headers(question.signal));
    if (answer.status !== 401 || !this.#login.renew()) return answer;
    return await this.#exchange(question, await this.#login.headers(question.signal));
  }

  close(): void {
    this.#server?.agent.destroy();
  }

  async #exchange(question: Question, login: Readonly<Record<string, string>>): Promise<Answer> {
    this.#server ??= serverAt(this.#address, this.#options);
    const { base, agent } = this.#server;
    const url = new URL(question.path, base);
    requireProtected(url, this.#options);
    const { body, method, signal } = question;
    signal.throwIfAborted();
    const headers = {
      ...question.headers,
      ...login,
      ...(body === undefined ? {} : { 'content-length': String(body.size) }),
    };
    const isOwnServer = url.host === base.host && url.protocol === base.protocol;
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      headers,
      ...(isOwnServer ? { agent } : {}),
    });
    const stop = (): void => {
      request.destroy(new Error('stopped'));
    };
    signal.addEventListener('abort', stop, { once: true });
    const watch = new Watch(request, body?.size ?? 0);
    try {
      const answered = answerTo(request);
      // Heard of below; a server may answer, or go away, before it has read everything.
      answered.catch(() => undefined);
      if (body !== undefined) await this.#write(request, body, answered, signal);
      request.end();
      return await answered;
    } catch (error) {
      if (signal.aborted) throw new LinkError('unreachable');
      throw error instanceof LinkError ? error : new LinkError(watch.stalled ? 'stalled' : problemOf(error));
    } finally {
      watch.end();
      signal.removeEventListener('abort', stop);
      if (!request.writableFinished) request.destroy();
    }
  }

  async #write(
    request: http.ClientRequest,
    body: NonNullable<Question['body']>,
    answered: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    const over = answered.then(end, end);
    for await (const chunk of body.chunks()) {
      for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
        if (isOver) return;
        const piece = chunk.subarray(at, at + CHUNK_BYTES);
        await this.#throttle.take(piece.length, signal);
        if (!request.write(piece)) {
          await Promise.race([over, new Promise((resolve) => request.once('drain', resolve))]);
        }
      }
    }
  }
}

/** Ends a request whose connection does not come about or moves nothing any more. */
class Watch {
  stalled = false;
  readonly #timer: NodeJS.Timeout;

  constructor(request: http.ClientRequest, bodyBytes: number) {
    const startedMs = performance.now();
    // What was handed to the system leaves it unseen: so long it is given, beside what a dead link is.
    const unseenMs = (Math.min(bodyBytes, SYSTEM_BUFFER_BYTES) / DRAIN_BYTES_PER_S) * 1000;
    let movedMs = startedMs;
    let moved = -1;
    this.#timer = setInterval(() => {
      const { socket } = request;
      const now = performance.now();
      if (socket === null || socket.connecting) {
        if (now - startedMs > CONNECT_MS) request.destroy(new LinkError('unreachable'));
        return;
      }
      const sum = socket.bytesWritten - socket.writableLength + socket.bytesRead;
      if (sum !== moved) {
        moved = sum;
        movedMs = now;
      } else if (now - movedMs > STALL_MS + unseenMs) {
        this.stalled = true;
        request.destroy(new LinkError('stalled'));
      }
    }, WATCH_MS);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function answerTo(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) response.destroy(new LinkError('server-failed'));
      });
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('the answer was cut off')));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
  });
}

interface Server {
  readonly base: URL;
  readonly agent: http.Agent;
}

/** @throws LinkError where the address, or a certificate that is to be used, is of no use */
function serverAt(address: string, options: LinkOptions): Server {
  const base = addressOf(address);
  const kept = { keepAlive: true, maxSockets: 8, noDelay: true };
  const isTls = base.protocol === 'https:';
  return { base, agent: isTls ? new https.Agent({ ...kept, ...trustOf(options) }) : new http.Agent(kept) };
}

function addressOf(address: string): URL {
  try {
    const url = new URL(address.endsWith('/') ? address : `${address}/`);
    // A password in an address would be kept and shown with it.
    url.username = '';
    url.password = '';
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  } catch {
    // No address at all.
  }
  throw new LinkError('not-a-repository');
}

/** Plain HTTP shows what is sent, and the password, to everybody on the way: it stays within this machine. */
function requireProtected(url: URL, { allowPlainHttp }: LinkOptions): void {
  if (url.protocol === 'https:' || allowPlainHttp) return;
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(url.hostname)) throw new LinkError('plain-http');
}

/** Where Debian and its kin keep what the administrator trusts; Node brings a list of its own. */
const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

function trustOf({ authorities, certificate, certificateKey }: LinkOptions): https.AgentOptions {
  const pem = (path: string): string => readFileSync(path, 'utf8');
  const ownAuthorities = (): string[] => {
    try {
      return [...rootCertificates, pem(SYSTEM_AUTHORITIES)];
    } catch {
      return [...rootCertificates];
    }
  };
  try {
    return {
      minVersion: 'TLSv1.2',
      ca: authorities === '' ? ownAuthorities() : pem(authorities),
      ...(certificate === ''
        ? {}
        : { cert: pem(certificate), key: pem(certificateKey === '' ? certificate : certificateKey) }),
    };
  } catch {
    throw new LinkError('certificate');
  }
}

function problemOf(error: unknown): LinkProblem {
  const isTrust = /CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS|ERR_SSL|EPROTO/.test(
    errorCode(error),
  );
  return isTrust ? 'certificate' : 'unreachable';
}
