// Runs checks one after the other, all of them, and sums up.
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/**
 * @typedef {object} Phase
 * @property {string} title
 * @property {string[]} args what Node runs: a script and its arguments
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [live] show the output as it comes (tests say why they skip), not only when the phase fails
 * @typedef {{ title: string, ok: boolean, seconds: number }} Outcome
 */

/** @param {Phase[]} phases @returns {Promise<Outcome[]>} */
export async function runPhases(phases) {
  const outcomes = [];
  for (const phase of phases) outcomes.push(await runPhase(phase));
  return outcomes;
}

/** @param {Phase} phase @returns {Promise<Outcome>} */
async function runPhase({ title, args, env, live = false }) {
  const started = Date.now();
  if (live) console.log(`\n── ${title}`);
  const { code, output } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    capture: !live,
    group: !live,
    tether: true,
  });
  const outcome = { title, ok: code === 0, seconds: (Date.now() - started) / 1000 };
  if (!outcome.ok && output) console.log(output.trimEnd());
  console.log(line(outcome));
  return outcome;
}

/** @param {Outcome[]} outcomes @returns {number} the exit code */
export function summarise(outcomes) {
  if (outcomes.length > 1) console.log(`\n${outcomes.map(line).join('\n')}`);
  return outcomes.every((outcome) => outcome.ok) ? 0 : 1;
}

/** @param {Outcome} outcome */
const line = ({ title, ok, seconds }) =>
  `${ok ? 'ok    ' : 'FAILED'}  ${title.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`;
