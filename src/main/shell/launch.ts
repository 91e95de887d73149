import { resolve } from 'node:path';
import { Language } from '../../contract/index.js';

/** How the workstation was started. */
export interface Launch {
  readonly store: string | undefined;
  readonly sample: boolean;
  readonly screenshot: string | undefined;
  /** undefined where none was given, or none that the window speaks. */
  readonly language: Language | undefined;
  /** Absolute paths of files, folders or discs to import and open. */
  readonly paths: readonly string[];
}

const valued = ['--store', '--screenshot', '--lang'] as const;

/**
 * Reads the arguments that follow the executable. Chromium's own switches (`--no-sandbox`, `--inspect=0`, …)
 * pass through argv as well and are ignored here.
 * @param own the app's own folder or entry: one of them stands among the arguments where the app is not packaged
 */
export function parseLaunch(argv: readonly string[], cwd: string, own: readonly string[] = []): Launch {
  const values = new Map<string, string>();
  const paths: string[] = [];
  let sample = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const [name = '', inline] = word.split(/=(.*)/s, 2);
    if (valued.some((known) => known === name)) {
      const value = inline ?? argv[++at];
      if (value !== undefined) values.set(name, value);
    } else if (word === '--sample') sample = true;
    // macOS adds -psn_…; every other dash word is Chromium's.
    else if (!word.startsWith('-') && word !== '') paths.push(resolve(cwd, word));
  }
  const absolute = (name: string): string | undefined => {
    const value = values.get(name);
    return value === undefined ? undefined : resolve(cwd, value);
  };
  const ours = paths.findIndex((path) => own.includes(path));
  if (ours !== -1) paths.splice(ours, 1);
  return {
    store: absolute('--store'),
    sample,
    screenshot: absolute('--screenshot'),
    language: Language.safeParse(values.get('--lang')).data,
    paths,
  };
}
