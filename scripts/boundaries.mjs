#!/usr/bin/env node
// Checks boundaries.json: which layer may import which module and which package. Prose rules rot; this one fails.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { layers } = JSON.parse(readFileSync(join(root, 'boundaries.json'), 'utf8'));

/** The first row whose `from` holds the file decides, so a narrow row stands before a wide one. */
const rowFor = (file) =>
  layers.find(({ from }) => file === from || file.startsWith(`${from}/`) || matches(`${from}/**`, file));

/**
 * `*` stays inside one path segment, `/**` covers what is below.
 * @param {string} pattern @param {string} name
 */
function matches(pattern, name) {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .split('**')
    .map((part) => part.replaceAll('*', '[^/]*'))
    .join('.*');
  return new RegExp(`^${source}$`).test(name);
}

/**
 * The module a file belongs to: `src/main/store`, `src/contract`, `src/renderer/app.tsx`. The words of each language
 * are one of their own: the main process has dialogs and sentences too.
 */
function moduleOf(file) {
  if (file.startsWith('src/renderer/ui/locales/')) return file.split('/').slice(0, 5).join('/');
  const parts = file.split('/');
  const depth = ['contract', 'preload'].includes(parts[1]) ? 2 : 3;
  return parts.slice(0, depth).join('/');
}

function* sources(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name) && !/\.d\.ts$/.test(name) && !/(\.test|^testing)\.tsx?$/.test(name))
      yield path;
  }
}

function importsOf(path) {
  const { module, errors } = parseSync(path, readFileSync(path, 'utf8'));
  if (errors.length > 0) return [];
  return [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
    ),
    ...module.dynamicImports.flatMap((one) => {
      const text = readFileSync(path, 'utf8').slice(one.moduleRequest.start, one.moduleRequest.end);
      return /^['"]/.test(text) ? [text.slice(1, -1)] : [];
    }),
  ];
}

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function refusal(file, specifier) {
  const row = rowFor(file);
  if (row === undefined) return 'no row of boundaries.json covers this file';
  if (/(^|\/)testing\.js$/.test(specifier)) return 'what helps tests is imported by tests only';
  if (specifier.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/');
    const [own, other] = [moduleOf(file), moduleOf(target)];
    if (own === other) return undefined;
    if (!row.modules.some((pattern) => matches(pattern, other))) return `${own} may not import ${other}`;
    // Style sheets, locales and workers are entered by their own name; code is entered through the door.
    const door =
      /^index\.(js|ts)x?$/.test(target.slice(other.length + 1)) ||
      /\.(css|json)$/.test(target) ||
      target === other ||
      /\?(worker|url)$/.test(specifier);
    return door ? undefined : `${other} is entered through its index.ts only`;
  }
  const name =
    specifier.startsWith('node:') || builtinModules.includes(specifier)
      ? `node:${specifier.replace(/^node:/, '').split('/')[0]}`
      : packageOf(specifier);
  return row.packages.some((pattern) => matches(pattern, name))
    ? undefined
    : `${row.from} may not import the package ${name}`;
}

let bad = 0;
let count = 0;
for (const path of sources(join(root, 'src'))) {
  const file = relative(root, path).replaceAll('\\', '/');
  for (const specifier of importsOf(path)) {
    count++;
    const why = refusal(file, specifier);
    if (why === undefined) continue;
    bad++;
    console.log(`${file}: imports '${specifier}': ${why}`);
  }
}
console.log(`boundaries: ${count} imports, ${bad} not allowed`);
process.exitCode = bad === 0 ? 0 : 1;
