import { Decrypter, Encrypter } from 'age-encryption';
import { unzipSync, zipSync } from 'fflate';

/** Encrypts for a recipient (age-encryption.org/v1). */
export async function seal(bytes: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return await encrypter.encrypt(bytes);
}

/** Undefined where the identity does not open it, or it was changed: age authenticates header and every chunk. */
export async function unseal(sealed: Uint8Array, identity: string): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    return undefined;
  }
}

/** A file-set as a ZIP archive, so that `age -d` and any unzip open a volume too. Pixels hardly deflate: stored as they are. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 0 });
}

/** Undefined where it is no archive. */
export function unpackFiles(archive: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  try {
    return new Map(Object.entries(unzipSync(archive)));
  } catch {
    return undefined;
  }
}
