import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { recoveryPhrase, SecretError, SecretKeeper } from '../deidentify/index.js';
import { defaultStoreDir } from '../store/index.js';
import { secretFor } from './deidentify-options.js';
import { WrongCall } from './output.js';
import { storeIfThere } from './store-option.js';
import type { Verb } from './verb.js';

export const secretVerb: Verb = {
  usage: `tynys secret export [--out FILE] [--store DIR]
tynys secret import [--in FILE] [--store DIR]
tynys secret show [--store DIR] [--json]

The site secret keys every pseudonym. 'export' writes it as a recovery phrase of 24 words: keep it where no data of
yours are. 'import' takes the phrase of another machine over (from --in or the standard input), as long as nothing was
released under the present secret; the present one is kept beside it. 'show' tells how it is kept and its fingerprint,
which is the same wherever the secret is the same.`,
  options: { out: { type: 'string' }, in: { type: 'string' }, 'secret-file': { type: 'string' } },
  async run({ positionals, values, output }) {
    const [what, ...more] = positionals;
    if (more.length > 0) throw new WrongCall('secret takes one word');
    switch (what) {
      case 'export': {
        const phrase = recoveryPhrase(secretFor(values));
        output.note('Whoever has these words can compute every pseudonym of this site.');
        const { out } = values;
        if (typeof out === 'string') writeFileSync(out, `${phrase}\n`, { mode: 0o600, flag: 'wx' });
        else process.stdout.write(`${phrase}\n`);
        return 0;
      }
      case 'show': {
        const { kept, fingerprint, createdAt } = secretFor(values).status;
        await output.result({ kept, fingerprint, createdAt }, `${fingerprint}, kept: ${kept}`);
        return 0;
      }
      case 'import': {
        const { status } = importSecret(values.store, String(values['in'] ?? '/dev/stdin'));
        await output.result(
          { fingerprint: status.fingerprint },
          `the site secret is now ${status.fingerprint}`,
        );
        return 0;
      }
      default:
        throw new WrongCall("secret knows 'export', 'import' and 'show'");
    }
  },
};

function importSecret(storeDir: string | undefined, from: string): ReturnType<SecretKeeper['restore']> {
  const store = storeIfThere(storeDir);
  const released = store?.releases.records({ offset: 0, limit: 1 }).total ?? 0;
  store?.close();
  if (released > 0) {
    throw new WrongCall(
      'studies were released under the present secret; another one would break their pseudonyms',
    );
  }
  try {
    return new SecretKeeper(resolve(storeDir ?? defaultStoreDir())).restore(
      readFileSync(from === '/dev/stdin' ? 0 : from, 'utf8'),
    );
  } catch (error) {
    if (error instanceof SecretError) throw new WrongCall(error.message);
    throw error;
  }
}
