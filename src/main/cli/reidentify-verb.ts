import { WrongCall } from './output.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

export const reidentifyVerb: Verb = {
  usage: `tynys reidentify PSEUDONYM… [--store DIR] [--json]

For those who may: whom a pseudonym or a pseudonymous UID of this store's releases stands for. With --json, a line
each: {"pseudonym","kind":"patient|study|series|instance","original"}; of a patient: issuer, ID, name, birth date.`,
  options: {},
  async run({ positionals, values, output }) {
    if (positionals.length === 0) throw new WrongCall('reidentify needs at least one pseudonym');
    const store = storeToRead(values.store);
    try {
      let unknown = 0;
      for (const pseudonym of positionals) {
        const entries = store.releases.reidentify(pseudonym);
        if (entries.length === 0) {
          unknown += 1;
          const error = 'nothing of that name was released from this store';
          await output.result({ pseudonym, error }, `${pseudonym}: ${error}`);
        }
        for (const { kind, original } of entries) {
          const shown = kind === 'patient' ? (JSON.parse(original) as string[]) : original;
          await output.result({ pseudonym, kind, original: shown }, `${pseudonym}: ${kind} ${String(shown)}`);
        }
      }
      return unknown === 0 ? 0 : 1;
    } finally {
      store.close();
    }
  },
};
