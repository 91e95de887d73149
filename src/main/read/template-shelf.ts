import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ReadTemplate, type ReadTemplateEntry } from '../../contract/index.js';
import { chestFilm } from '../../domain/read/index.js';
import { jsonFiles } from '../store/index.js';

/** Where a project's own templates lie: JSON files in the store's folder. */
export const siteTemplates = (storeDir: string): string => join(storeDir, 'forms');

/** A template is text for people and machines; what is larger is none. */
const MAX_BYTES = 1_000_000;

/** The product's own template, then those of a folder by name. One that does not exist has none. */
export function readTemplates(dir: string): ReadTemplateEntry[] {
  const entries: ReadTemplateEntry[] = [entryOf(ReadTemplate.parse(chestFilm), true)];
  for (const file of jsonFiles(dir)) {
    const read = readTemplate(join(dir, file));
    if (typeof read === 'string') entries.push({ ok: false, file, problem: read });
    else if (entries.some((entry) => entry.ok && entry.template.name === read.name))
      entries.push({ ok: false, file, problem: `name: ${read.name} is taken` });
    else entries.push(entryOf(read, false));
  }
  return entries;
}

/** The hash is of what the schema has read: spaces and the order of lines do not make another template. */
const entryOf = (template: ReadTemplate, builtIn: boolean): ReadTemplateEntry => ({
  ok: true,
  template,
  sha256: createHash('sha256').update(JSON.stringify(template)).digest('hex'),
  builtIn,
});

/** @returns what is wrong with it, with the place, where it is none */
function readTemplate(path: string): ReadTemplate | string {
  try {
    if (statSync(path).size > MAX_BYTES) return `larger than ${MAX_BYTES} bytes`;
    const parsed = ReadTemplate.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not a template'}`;
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : 'cannot be read';
  }
}
