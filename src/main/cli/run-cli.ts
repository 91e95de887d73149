import { parseArgs } from 'node:util';
import { StoreError } from '../store/index.js';
import { Output, WrongCall } from './output.js';
import type { Call, Verb, Workers } from './verb.js';

/** Each verb is loaded when it is called, so that a call starts in the time that its own verb takes. */
const VERBS: readonly { name: string; summary: string; load: () => Promise<Verb> }[] = [
  {
    name: 'import',
    summary: 'copy films from folders, files, ZIP archives and discs into the store',
    load: async () => (await import('./import-verb.js')).importVerb,
  },
  {
    name: 'list',
    summary: 'list the studies in the store',
    load: async () => (await import('./list-verb.js')).listVerb,
  },
  {
    name: 'export',
    summary: 'write original files out of the store, byte for byte',
    load: async () => (await import('./export-verb.js')).exportVerb,
  },
  {
    name: 'verify',
    summary: 'check every stored byte against the index',
    load: async () => (await import('./verify-verb.js')).verifyVerb,
  },
  {
    name: 'reindex',
    summary: 'build the index anew from the stored objects alone',
    load: async () => (await import('./reindex-verb.js')).reindexVerb,
  },
  {
    name: 'analyse',
    summary: 'ask the networks about films: findings, heat maps, cardiothoracic ratio (research)',
    load: async () => (await import('./analyse-verb.js')).analyseVerb,
  },
  {
    name: 'annotations',
    summary: 'write out what readers drew and measured: JSON, DICOM objects, COCO, CSV',
    load: async () => (await import('./annotations-verb.js')).annotationsVerb,
  },
  {
    name: 'deidentify',
    summary: 'de-identify files or stored studies into a folder',
    load: async () => (await import('./deidentify-verb.js')).deidentifyVerb,
  },
  {
    name: 'release',
    summary: 'de-identify stored studies and record their release',
    load: async () => (await import('./release-verb.js')).releaseVerb,
  },
  {
    name: 'releases',
    summary: 'write out the records of what was released',
    load: async () => (await import('./releases-verb.js')).releasesVerb,
  },
  {
    name: 'sync',
    summary: 'send what was released to a repository: a DICOMweb server or a folder',
    load: async () => (await import('./sync-verb.js')).syncVerb,
  },
  {
    name: 'package',
    summary: 'carry what was released on a stick, encrypted and signed, and read its receipt',
    load: async () => (await import('./package-verb.js')).packageVerb,
  },
  {
    name: 'receive',
    summary: 'listen for what modalities and archives send by DICOM',
    load: async () => (await import('./receive-verb.js')).receiveVerb,
  },
  {
    name: 'research',
    summary: 'search a repository, and export a training set from it',
    load: async () => (await import('./research-verb.js')).researchVerb,
  },
  {
    name: 'secret',
    summary: 'export or import the site secret that keys every pseudonym',
    load: async () => (await import('./secret-verb.js')).secretVerb,
  },
  {
    name: 'reidentify',
    summary: 'whom a pseudonym of this store stands for',
    load: async () => (await import('./reidentify-verb.js')).reidentifyVerb,
  },
];

const USAGE = `tynys VERB … [--store DIR] [--json]

${VERBS.map((verb) => `  ${verb.name.padEnd(11)} ${verb.summary}`).join('\n')}

  --store DIR   the store to work on; without it, the app's own. Both may be used at the same time.
  --json        one JSON object a line, a summary last
  --help        after a verb: its options

Exit code: 0 all done, 1 some items failed (they are named), 2 the call itself was wrong.`;

/** Runs one call of the command line and returns its exit code. @param argv what follows the program's name */
export async function runCli(argv: readonly string[], workers: Workers): Promise<number> {
  const output = new Output(argv.includes('--json'));
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (name === undefined || name.startsWith('-')) {
    output.note(USAGE);
    return 2;
  }
  const entry = VERBS.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    output.note(`tynys: there is no verb '${name}'\n\n${USAGE}`);
    return 2;
  }
  const verb = await entry.load();
  try {
    const call = parseCall(verb, rest);
    if (call === 'help') {
      process.stdout.write(`${verb.usage}\n`);
      return 0;
    }
    return await verb.run({ ...call, output, workers });
  } catch (error) {
    if (error instanceof WrongCall) {
      output.note(`tynys ${name}: ${error.message}\n\nusage: ${verb.usage.split('\n')[0] ?? ''}`);
      return 2;
    }
    if (error instanceof StoreError) {
      output.note(`tynys ${name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

function parseCall(verb: Verb, args: readonly string[]): Pick<Call, 'positionals' | 'values'> | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        ...verb.options,
        store: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
    if (values['help'] === true) return 'help';
    return { positionals, values: values as Call['values'] };
  } catch (error) {
    throw new WrongCall(error instanceof Error ? error.message : 'the options cannot be read');
  }
}
