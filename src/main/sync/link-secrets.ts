import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The operating system's key store, as Electron's safeStorage gives it. */
export interface KeyStore {
  seal(text: string): Uint8Array;
  /** @throws when it was sealed by another user or machine. */
  open(sealed: Uint8Array): string;
}

const Secrets = z.record(z.string(), z.string());

/**
 * Passwords, tokens and client secrets of destinations: in the store's folder `secret/`, sealed by the key store of
 * the system. Where the system has none, the file is plain and only its owner may read it, as with the site secret.
 */
export class LinkSecrets {
  readonly #path: string;
  readonly #keyStore: KeyStore | undefined;

  constructor(storeDir: string, keyStore?: KeyStore) {
    this.#keyStore = keyStore;
    this.#path = join(storeDir, 'secret', keyStore === undefined ? 'links' : 'links.sealed');
  }

  /** Undefined where none is kept, or it was sealed by another account. */
  get(destinationId: number): string | undefined {
    return this.#read()[String(destinationId)];
  }

  /** @param secret null forgets it */
  set(destinationId: number, secret: string | null): void {
    const { [String(destinationId)]: _, ...others } = this.#read();
    this.#write(secret === null ? others : { ...others, [String(destinationId)]: secret });
  }

  #read(): z.infer<typeof Secrets> {
    try {
      const bytes = readFileSync(this.#path);
      const text = this.#keyStore === undefined ? bytes.toString('utf8') : this.#keyStore.open(bytes);
      return Secrets.parse(JSON.parse(text));
    } catch {
      return {};
    }
  }

  #write(secrets: z.infer<typeof Secrets>): void {
    const text = JSON.stringify(secrets);
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const partial = `${this.#path}.${process.pid}`;
    const fd = openSync(partial, 'w', 0o600);
    try {
      writeSync(fd, this.#keyStore === undefined ? Buffer.from(text) : this.#keyStore.seal(text));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, this.#path);
  }
}
