// `npm run conformance -- URL [--user U]`: puts a DICOMweb server through what Tynys relies on. The password is in
// TYNYS_PASSWORD, a bearer token in TYNYS_TOKEN. Leaves a few synthetic studies of the patient TYNYS-CONFORMANCE.
import { parseArgs } from 'node:util';
import { checks, newRun, type Verdict } from './checks.js';
import { Server } from './server.js';

const { values, positionals } = parseArgs({
  options: { user: { type: 'string' } },
  allowPositionals: true,
});
const [address] = positionals;
if (address === undefined) {
  console.error('usage: npm run conformance -- URL [--user U]');
  process.exitCode = 2;
} else {
  const { TYNYS_PASSWORD: password, TYNYS_TOKEN: token } = process.env;
  process.exitCode = await judge(new Server(address, values.user, password ?? token));
}

/** @returns 0 where Tynys can rely on the server */
async function judge(server: Server): Promise<number> {
  const own = newRun();
  const tally = { ok: 0, otherwise: 0, fails: 0 };
  console.log('| check | PS3.18 | result |\n| --- | --- | --- |');
  for (const { title, clause, run } of checks) {
    const { result, note } = await run(server, own).catch(
      (error: unknown): Verdict => ({
        result: 'fails',
        note: error instanceof Error ? error.message : 'failed',
      }),
    );
    tally[result] += 1;
    console.log(`| ${title} | ${clause} | ${result}${note === '' ? '' : `: ${note}`} |`);
  }
  server.close();
  console.log(`\n${tally.ok} ok, ${tally.otherwise} otherwise, ${tally.fails} fail`);
  return tally.fails === 0 ? 0 : 1;
}
