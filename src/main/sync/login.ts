import { z } from 'zod';
import type { LinkLogin } from '../../contract/index.js';
import type { Answer, Question } from './link-client.js';
import { LinkError } from './transport.js';

/** OpenID Connect Discovery 1.0, 4.2. */
const Discovered = z.object({ token_endpoint: z.string().url() });
/** RFC 6749 5.1. */
const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(300) });

/** A token this near its end might end under way. */
const EARLY_MS = 30_000;

type Exchange = (question: Question) => Promise<Answer>;

/** How the site makes itself known to a server. */
export class Login {
  readonly #login: LinkLogin;
  readonly #secret: () => string | undefined;
  readonly #exchange: Exchange;
  #token: { readonly value: string; readonly untilMs: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(login: LinkLogin, secret: () => string | undefined, exchange: Exchange) {
    this.#login = login;
    this.#secret = secret;
    this.#exchange = exchange;
  }

  /** @throws LinkError 'secret-missing', and where the issuer of tokens does not give one */
  async headers(signal: AbortSignal): Promise<Record<string, string>> {
    const login = this.#login;
    switch (login.kind) {
      case 'none':
        return {};
      case 'basic':
        return { authorization: basic(login.user, this.#require()) };
      case 'bearer':
        return { authorization: `Bearer ${this.#require()}` };
      case 'oauth2':
        return { authorization: `Bearer ${await this.#current(login, signal)}` };
    }
  }

  /** Forgets a token that the server refused. @returns whether another one can be had */
  renew(): boolean {
    this.#token = undefined;
    return this.#login.kind === 'oauth2';
  }

  #require(): string {
    const secret = this.#secret();
    if (secret === undefined || secret === '') throw new LinkError('secret-missing');
    return secret;
  }

  async #current(login: Extract<LinkLogin, { kind: 'oauth2' }>, signal: AbortSignal): Promise<string> {
    if (this.#token !== undefined && performance.now() < this.#token.untilMs) return this.#token.value;
    // Streams that need one at the same time share it.
    this.#asking ??= this.#fetch(login, signal).finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #fetch(login: Extract<LinkLogin, { kind: 'oauth2' }>, signal: AbortSignal): Promise<string> {
    const about = await this.#json(Discovered, {
      method: 'GET',
      path: `${login.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
      headers: { accept: 'application/json' },
      signal,
    });
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (login.scope !== '') form.set('scope', login.scope);
    const bytes = Buffer.from(form.toString());
    const token = await this.#json(Token, {
      method: 'POST',
      path: about.token_endpoint,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        // RFC 6749 2.3.1: both are form-encoded first.
        authorization: basic(encodeURIComponent(login.clientId), encodeURIComponent(this.#require())),
      },
      body: { size: bytes.length, chunks: () => [bytes] },
      signal,
    });
    const lifeMs = token.expires_in * 1000;
    const untilMs = performance.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2);
    this.#token = { value: token.access_token, untilMs };
    return token.access_token;
  }

  async #json<T>(schema: z.ZodType<T>, question: Question): Promise<T> {
    const { status, body } = await this.#exchange(question);
    if (status >= 500) throw new LinkError('server-failed');
    try {
      if (status === 200) return schema.parse(JSON.parse(body.toString('utf8')));
    } catch {
      // No such answer as the standard asks for.
    }
    throw new LinkError('unauthorised');
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
