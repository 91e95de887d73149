import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { parsedJson } from './parsed-json.js';

/**
 * What a repository said, by what it was asked, kept in a file of one JSON object a line. Only for what does not change:
 * nothing is ever replaced. Lines that are torn, or of another version, are not there.
 */
export class KeptLines<T> {
  readonly #path: string;
  readonly #known = new Map<string, T>();

  constructor(path: string, schema: z.ZodType<T>) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const line = z.object({ key: z.string(), value: schema });
    for (const text of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
      const read = line.safeParse(parsedJson(text));
      if (read.success) this.#known.set(read.data.key, read.data.value);
    }
  }

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  keep(key: string, value: T): void {
    this.#known.set(key, value);
    // The first break ends what a power cut left of a line.
    appendFileSync(this.#path, `\n${JSON.stringify({ key, value })}`);
  }
}
