// `npm run check`: everything that needs neither a window nor another program. Runs all of it, whatever fails.
import { binOf, isMain } from './paths.mjs';
import { runPhases, summarise } from './phases.mjs';

/** @returns {import('./phases.mjs').Phase[]} */
export const checks = () => [
  { title: 'types', args: [binOf('typescript', 'tsc'), '-b'] },
  { title: 'lint', args: [binOf('@biomejs/biome'), 'check', '.'] },
  { title: 'boundaries', args: ['scripts/boundaries.mjs'] },
  { title: 'dead code', args: [binOf('knip')] },
  { title: 'unit', args: [binOf('vitest'), 'run', '--project', 'unit'], live: true },
];

if (isMain(import.meta.url)) process.exitCode = summarise(await runPhases(checks()));
