import { readHeader } from '../../domain/dicom/index.js';
import { count, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Verb } from './verb.js';

export const reindexVerb: Verb = {
  usage: `tynys reindex [--store DIR] [--json]

Reads the header of every object and builds the index from them. Objects are not touched.

With --json, last {"summary":{"instances","studies","unreadable","elapsedMs"}}
Exit code 1: an object could not be read.`,
  options: {},
  async run({ positionals, values, output }) {
    if (positionals.length > 0) throw new WrongCall(`reindex takes no path: ${positionals.join(' ')}`);
    const startedMs = performance.now();
    const store = storeToWrite(values.store);
    try {
      const made = store.reindex((source) => {
        const result = readHeader(source);
        return result.ok ? result.header : undefined;
      });
      const elapsedMs = Math.round(performance.now() - startedMs);
      await output.result(
        { summary: { ...made, elapsedMs } },
        `${count(made.instances, 'instance')} of ${count(made.studies, 'study', 'studies')}; ${made.unreadable} objects unreadable`,
      );
      return made.unreadable === 0 ? 0 : 1;
    } finally {
      store.close();
    }
  },
};
