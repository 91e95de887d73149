import type { ParseArgsConfig } from 'node:util';
import type { Output } from './output.js';

/** What a verb is called with. */
export interface Call {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>> & {
    readonly store?: string | undefined;
  };
  readonly output: Output;
  readonly workers: Workers;
}

/** Built entries of what runs in a process of its own. */
export interface Workers {
  readonly analyse: URL;
}

/** One verb of the command line. */
export interface Verb {
  /** What `--help` prints. */
  readonly usage: string;
  /** Beside --store, --json and --help, which every verb has. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @returns the exit code: 0 all done, 1 some items failed. @throws WrongCall for exit code 2. */
  run(call: Call): Promise<number>;
}
