import { formatBytes, WrongCall } from './output.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

const KINDS = ['missing', 'corrupt', 'unindexed', 'inconsistent'] as const;

export const verifyVerb: Verb = {
  usage: `tynys verify [--store DIR] [--json]

Reads every object again, compares its SHA-256 with its name and the index, and checks the index itself.

With --json, a line per problem: {"problem":"missing|corrupt|unindexed|inconsistent","what"}, and last
{"summary":{"objects","bytes","missing","corrupt","unindexed","inconsistent","elapsedMs"}}
Exit code 1: there is a problem.`,
  options: {},
  async run({ positionals, values, output }) {
    if (positionals.length > 0) throw new WrongCall(`verify takes no path: ${positionals.join(' ')}`);
    const startedMs = performance.now();
    const store = storeToRead(values.store);
    try {
      const report = store.verify();
      let problems = 0;
      for (const problem of KINDS) {
        for (const what of report[problem]) {
          problems += 1;
          await output.result({ problem, what }, `${problem}: ${what}`);
        }
      }
      const { objects, bytes } = report;
      const counts = Object.fromEntries(KINDS.map((kind) => [kind, report[kind].length]));
      const elapsedMs = Math.round(performance.now() - startedMs);
      const found = problems === 0 ? 'all well' : `${problems} problems`;
      await output.result(
        { summary: { objects, bytes, ...counts, elapsedMs } },
        `${objects} objects, ${formatBytes(bytes)}: ${found}`,
      );
      return problems === 0 ? 0 : 1;
    } finally {
      store.close();
    }
  },
};
