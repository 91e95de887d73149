import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a site's own model packages lie. */
export const siteModels = (storeDir: string): string => join(storeDir, 'models');

/**
 * Where the product's packages lie: `models/` beside package.json, or unpacked beside the archive of a packaged
 * application (the runtime maps weights from real files).
 */
export function builtInModels(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) {
      return join(dir.replace(/app\.asar$/, 'app.asar.unpacked'), 'models');
    }
    if (dirname(dir) === dir) throw new Error('the package.json of the product is missing');
  }
}
