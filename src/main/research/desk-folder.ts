import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cohort } from '../../contract/index.js';
import { KeptLines } from './kept-lines.js';
import { parsedJson } from './parsed-json.js';
import { ReportShelf } from './report-shelf.js';
import { KeptStudy, type RemoteStudy } from './repository.js';

/** What the research desk of a store keeps, apart from the store's own patients: `research/` in its folder. */
export class DeskFolder {
  readonly dir: string;
  // Read once, since thousands of lines take a second: what another process adds meanwhile is asked for again.
  readonly #shelves = new Map<string, ReportShelf>();
  readonly #studies = new Map<string, KeptLines<RemoteStudy>>();

  constructor(storeDir: string) {
    this.dir = join(storeDir, 'research');
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
  }

  /** The key of the splits: the same for every export of this desk, made at its first. 32 bytes. */
  splitKey(): Uint8Array {
    const path = join(this.dir, 'split-key');
    if (!existsSync(path)) {
      writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    }
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  }

  /** What the reports of a repository say. */
  shelf(place: string): ReportShelf {
    const shelf = this.#shelves.get(place) ?? new ReportShelf(join(this.dir, 'labels', fileOf(place)));
    this.#shelves.set(place, shelf);
    return shelf;
  }

  /** What the studies of a server were found to be. */
  studies(place: string): KeptLines<RemoteStudy> {
    const kept =
      this.#studies.get(place) ?? new KeptLines(join(this.dir, 'studies', fileOf(place)), KeptStudy);
    this.#studies.set(place, kept);
    return kept;
  }

  /** Saved cohorts, by name. */
  cohorts(): Cohort[] {
    const dir = join(this.dir, 'cohorts');
    if (!existsSync(dir)) return [];
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        const read = Cohort.safeParse(parsedJson(readFileSync(join(dir, name), 'utf8')));
        return read.success ? [read.data] : [];
      })
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Replaces one of the same name. */
  saveCohort(cohort: Cohort): void {
    mkdirSync(join(this.dir, 'cohorts'), { recursive: true });
    const path = this.#cohortPath(cohort.name);
    writeFileSync(`${path}.partial`, `${JSON.stringify(cohort, null, 2)}\n`);
    renameSync(`${path}.partial`, path);
  }

  removeCohort(name: string): void {
    rmSync(this.#cohortPath(name), { force: true });
  }

  /** A name may hold anything, a file's name may not. */
  #cohortPath(name: string): string {
    const readable = name.replace(/[^\p{L}\p{N}-]+/gu, '-').slice(0, 40);
    const unique = createHash('sha256').update(name).digest('hex').slice(0, 8);
    return join(this.dir, 'cohorts', `${readable}-${unique}.json`);
  }
}

/** A place may hold anything, a file's name may not. */
const fileOf = (place: string): string =>
  `${createHash('sha256').update(place).digest('hex').slice(0, 16)}.jsonl`;
