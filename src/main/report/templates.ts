import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReportTemplate, type TemplateEntry } from '../../contract/index.js';
import { jsonFiles } from '../store/index.js';
import chestFilm from './templates/chest-film.json' with { type: 'json' };

/** Where a site puts its own templates, one JSON file each. */
export const siteTemplates = (storeDir: string): string => join(storeDir, 'report-templates');

const MAX_BYTES = 256 * 1024;

/** The product's templates, then the site's; one of the site's takes the place of the product's with its name. */
export function readTemplates(dir: string): TemplateEntry[] {
  const own = jsonFiles(dir).map((file) => readTemplate(dir, file));
  const taken = new Set(own.flatMap((entry) => (entry.ok ? [entry.template.name] : [])));
  const builtIn = [ReportTemplate.parse(chestFilm)]
    .filter(({ name }) => !taken.has(name))
    .map((template): TemplateEntry => ({ ok: true, template, builtIn: true }));
  return [...builtIn, ...own];
}

function readTemplate(dir: string, file: string): TemplateEntry {
  const no = (problem: string): TemplateEntry => ({ ok: false, file, problem });
  try {
    const text = readFileSync(join(dir, file), 'utf8');
    if (text.length > MAX_BYTES) return no('larger than 256 KiB');
    const read = ReportTemplate.safeParse(JSON.parse(text));
    if (read.success) return { ok: true, template: read.data, builtIn: false };
    const [issue] = read.error.issues;
    return no(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  } catch (error) {
    return no(error instanceof SyntaxError ? error.message : 'cannot be read');
  }
}
