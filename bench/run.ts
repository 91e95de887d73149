import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAnalyse, benchAnalyseQueue } from './analyse-bench.js';
import { benchApp } from './app-bench.js';
import { benchBurnedInText } from './burned-in-text-bench.js';
import { benchDeidentify } from './deidentify-bench.js';
import { benchImport } from './import-bench.js';
import { benchDicomdir, benchWorklist } from './index-bench.js';
import type { Line } from './measure.js';

// npm run bench [-- --only import|index|deidentify|burned-in-text|analyse|app] [-- --rounds N]: prints every figure beside its budget and keeps them
// in artefacts/bench.md. It never fails on a number: machines differ, ratios are what to read.
const { values } = parseArgs({
  options: { only: { type: 'string' }, rounds: { type: 'string', default: '3' } },
});
const dir = mkdtempSync(join(tmpdir(), 'tynys-bench-'));
const artefacts = resolve(import.meta.dirname, '../artefacts');
const wanted = (name: string): boolean => values.only === undefined || values.only === name;
const rounds = Number(values.rounds);

const lines: Line[] = [];
const report = (more: readonly Line[]): void => {
  for (const one of more) {
    const verdict = one.met === undefined ? '' : one.met ? 'met' : 'NOT MET';
    console.log(`${one.what.padEnd(72)} ${one.measured.padEnd(56)} ${one.budget.padEnd(26)} ${verdict}`);
    lines.push(one);
  }
};

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, medians of ${rounds}`,
);
try {
  if (wanted('index')) {
    report(benchDicomdir(dir));
    report(benchWorklist(dir));
  }
  if (wanted('import')) report(await benchImport(dir, rounds));
  if (wanted('deidentify')) report(await benchDeidentify(dir, rounds));
  if (wanted('burned-in-text')) report(await benchBurnedInText(dir));
  if (wanted('analyse')) {
    report(await benchAnalyse(dir, rounds));
    report(await benchAnalyseQueue(dir));
  }
  if (wanted('app')) report(await benchApp(dir, rounds));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
mkdirSync(artefacts, { recursive: true });
const table = lines.map(
  ({ what, measured, budget, met }) =>
    `| ${what.trim()} | ${measured} | ${budget} | ${met === undefined ? '' : met ? 'met' : '**not met**'} |`,
);
writeFileSync(
  join(artefacts, 'bench.md'),
  `| what | measured | budget | |\n| --- | --- | --- | --- |\n${table.join('\n')}\n`,
);
