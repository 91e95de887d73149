/** Where a verb writes: results to stdout, everything else to stderr. */
export class Output {
  readonly json: boolean;
  #readerGone = false;

  constructor(json: boolean) {
    this.json = json;
    for (const stream of [process.stdout, process.stderr]) {
      // `tynys list | head`: the reader has what it wants. An import goes on all the same.
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
        this.#readerGone = true;
      });
    }
  }

  /** True once nobody reads the results any more. */
  get readerGone(): boolean {
    return this.#readerGone;
  }

  /** One result: an object a line with --json, else the sentence; an undefined sentence is left out. */
  async result(record: object, sentence: string | undefined): Promise<void> {
    if (this.json) await this.#write(JSON.stringify(record));
    else if (sentence !== undefined) await this.#write(printable(sentence));
  }

  /** A remark for people. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  async #write(line: string): Promise<void> {
    if (this.#readerGone || process.stdout.write(`${line}\n`)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        process.stdout.off('drain', done);
        process.stdout.off('error', done);
        resolve();
      };
      process.stdout.on('drain', done);
      process.stdout.on('error', done);
    });
  }
}

/** What a file or its name says must not reach the terminal as a command. */
function printable(sentence: string): string {
  return sentence.replace(/[^\P{Cc}\n]/gu, '\uFFFD');
}

/** The call itself was wrong: exit code 2. */
export class WrongCall extends Error {}

/** Bytes for people: 1.5 MB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** 1 study, 2 studies. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
