import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let version: string | undefined;

/** The product's version, as release records name it: from its package.json, above this file wherever it is built to. */
export function toolVersion(): string {
  if (version !== undefined) return version;
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const path = join(dir, 'package.json');
    if (existsSync(path)) {
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
      if (manifest.name === 'tynys' && manifest.version !== undefined) {
        version = manifest.version;
        return version;
      }
    }
    if (dirname(dir) === dir) throw new Error('the package.json of the product is missing');
  }
}
