import { writeFileSync } from 'node:fs';
import { recordsText } from '../deidentify/index.js';
import { WrongCall } from './output.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

export const releasesVerb: Verb = {
  usage: `tynys releases export [--format json|csv] [--out FILE] [--store DIR]

Writes every release record of the store: when, by whom, under which profile (its hash; in JSON also the profile
itself), by which version, the hash and the pseudonymous UIDs of every output. It names no patient. Without --out it
goes to the standard output.`,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  async run({ positionals, values, output }) {
    if (positionals.length !== 1 || positionals[0] !== 'export')
      throw new WrongCall("releases knows 'export' only");
    const format = values['format'] ?? 'json';
    if (format !== 'json' && format !== 'csv') throw new WrongCall('--format is json or csv');
    const store = storeToRead(values.store);
    try {
      const text = [...recordsText(store.releases, format)].join('');
      const { out } = values;
      if (typeof out === 'string') {
        writeFileSync(out, text);
        const { total } = store.releases.records({ offset: 0, limit: 1 });
        await output.result({ summary: { records: total, out } }, `${total} records written`);
      } else process.stdout.write(text);
      return 0;
    } finally {
      store.close();
    }
  },
};
