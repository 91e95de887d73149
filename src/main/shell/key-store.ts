import { safeStorage } from 'electron';

/**
 * The operating system's key store: Keychain, DPAPI, or a Linux secret service. Undefined where there is none; what
 * Electron does then on Linux ('basic_text') is a fixed password and would only look like protection.
 */
export function osKeyStore():
  | { seal(text: string): Uint8Array; open(sealed: Uint8Array): string }
  | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return undefined;
  }
  return {
    seal: (text) => safeStorage.encryptString(text),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  };
}
