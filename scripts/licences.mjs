import { readFileSync } from 'node:fs';

const packageIn = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/;

/**
 * Vite plugin: writes licences.json beside the built renderer, for the About box. It lists the packages whose
 * code went into the bundle, and those of package-lock.json that ship unbundled (everything not for development).
 */
export function licences() {
  return {
    name: 'tynys-licences',
    apply: 'build',
    generateBundle() {
      const lock = JSON.parse(
        readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
      ).packages;
      const bundled = new Set([...this.getModuleIds()].map((id) => packageIn.exec(id)?.[1]).filter(Boolean));
      const seen = new Map();
      for (const [path, { version, license, dev }] of Object.entries(lock)) {
        if (path === '') continue;
        const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        if (dev && !bundled.has(name)) continue;
        seen.set(`${name}@${version}`, { name, version, licence: license ?? 'see its package' });
      }
      const list = [...seen.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(list, null, 1) });
    },
  };
}
