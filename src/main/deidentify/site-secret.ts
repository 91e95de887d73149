import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SecretStatus } from '../../contract/index.js';
import { phraseOf, SECRET_BYTES, secretFromText } from './recovery-phrase.js';

/** The operating system's key store, as Electron's safeStorage gives it. */
export interface KeyStore {
  seal(text: string): Uint8Array;
  /** @throws when it was sealed by another user or machine. */
  open(sealed: Uint8Array): string;
}

/** Why there is no secret. `message` is for people. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  /** As the contract names failures. */
  readonly code = 'denied';
}

/** What every pseudonym is keyed with. */
export interface SiteSecret {
  readonly bytes: Uint8Array;
  readonly status: SecretStatus;
}

const FILE = 'site-secret';
const SEALED = 'site-secret.sealed';

/** A name for the secret that gives nothing of it away: two machines that show the same have the same secret. */
function fingerprint(secret: Uint8Array): string {
  return createHmac('sha256', secret).update('tynys site secret').digest('hex').slice(0, 8);
}

function known(bytes: Uint8Array, kept: SecretStatus['kept'], path?: string): SiteSecret {
  const createdAt = path === undefined ? null : statSync(path).mtime.toISOString();
  return { bytes, status: { kept, createdAt, fingerprint: fingerprint(bytes) } };
}

/**
 * Where a site's secret is kept: the store's folder `secret/`, which only its owner may read. With a key store the
 * file is sealed by it and worthless elsewhere; without one it is plain and the folder's permissions protect it.
 */
export class SecretKeeper {
  readonly #dir: string;
  readonly #keyStore: KeyStore | undefined;

  /** @param storeDir the store; need not exist yet */
  constructor(storeDir: string, keyStore?: KeyStore) {
    this.#dir = join(storeDir, 'secret');
    this.#keyStore = keyStore;
  }

  /**
   * The site's secret; made on first use. TYNYS_SITE_SECRET (words or hex) goes before what is kept.
   * @throws SecretError where it is sealed and cannot be opened here, or what is kept is no secret.
   */
  secret(): SiteSecret {
    const given = process.env['TYNYS_SITE_SECRET'];
    if (given !== undefined && given !== '') {
      const bytes = secretFromText(given);
      if (bytes === undefined)
        throw new SecretError('TYNYS_SITE_SECRET is neither 24 words nor 64 hex digits.');
      return known(bytes, 'environment');
    }
    const kept = this.#kept();
    if (kept !== undefined) return kept;
    this.#keep(randomBytes(SECRET_BYTES));
    // Two processes may have begun at once: what stands in the file now is the one.
    const made = this.#kept();
    if (made === undefined) throw new SecretError('The site secret could not be written.');
    return made;
  }

  /**
   * Puts another machine's secret in the place of this one's, which is kept beside it under its fingerprint.
   * @throws SecretError for anything but a valid phrase.
   */
  restore(phrase: string): SiteSecret {
    const bytes = secretFromText(phrase);
    if (bytes === undefined) throw new SecretError('These are not the 24 words of a recovery phrase.');
    const before = this.#kept();
    if (before !== undefined && before.status.fingerprint === fingerprint(bytes)) return before;
    for (const name of [FILE, SEALED]) {
      const path = join(this.#dir, name);
      if (before !== undefined && existsSync(path)) renameSync(path, `${path}.${before.status.fingerprint}`);
    }
    this.#keep(bytes);
    const kept = this.#kept();
    if (kept === undefined) throw new SecretError('The site secret could not be written.');
    return kept;
  }

  #kept(): SiteSecret | undefined {
    const sealed = join(this.#dir, SEALED);
    if (existsSync(sealed)) {
      if (this.#keyStore === undefined) {
        throw new SecretError(
          'The site secret is sealed by the key store of the desktop. Give its recovery phrase as TYNYS_SITE_SECRET or by --secret-file.',
        );
      }
      return known(
        this.#read(() => this.#keyStore?.open(readFileSync(sealed)) ?? ''),
        'key-store',
        sealed,
      );
    }
    const plain = join(this.#dir, FILE);
    if (!existsSync(plain)) return undefined;
    return known(
      this.#read(() => readFileSync(plain, 'utf8')),
      'file',
      plain,
    );
  }

  #read(text: () => string): Uint8Array {
    let bytes: Uint8Array | undefined;
    try {
      bytes = secretFromText(text());
    } catch (error) {
      throw new SecretError(
        'The key store does not open the site secret: it was sealed by another account.',
        {
          cause: error,
        },
      );
    }
    if (bytes === undefined) throw new SecretError('The file of the site secret is damaged.');
    return bytes;
  }

  #keep(secret: Uint8Array): void {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const hex = Buffer.from(secret).toString('hex');
    if (this.#keyStore === undefined) writeOnce(join(this.#dir, FILE), Buffer.from(`${hex}\n`));
    else writeOnce(join(this.#dir, SEALED), this.#keyStore.seal(hex));
  }
}

/** The secret in a file of the caller's: words or hex. @throws SecretError */
export function secretFromFile(path: string): SiteSecret {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SecretError('The file with the site secret cannot be read.', { cause: error });
  }
  const bytes = secretFromText(text);
  if (bytes === undefined)
    throw new SecretError('The file with the site secret holds neither 24 words nor 64 hex digits.');
  return known(bytes, 'environment');
}

/** The words of a secret, for its owner's eyes. */
export function recoveryPhrase(secret: SiteSecret): string {
  return phraseOf(secret.bytes);
}

/** Whole or not at all, and never over what is there: a secret that was used must not be lost to a race. */
function writeOnce(path: string, bytes: Uint8Array): void {
  const partial = `${path}.${process.pid}`;
  const fd = openSync(partial, 'w', 0o600);
  try {
    writeSync(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(partial, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}
