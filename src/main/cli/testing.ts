import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleOf } from '../thread/testing.js';

// Runs the real command line in processes of its own; no part of the product imports it.

const root = resolve(import.meta.dirname, '../../..');

/** The test material beside the checkout; undefined where it is not there. */
export const sharedDicom = [resolve(root, '../shared/data/dicom')].find((path) => existsSync(path));

/** Bundles the command line as it ships and returns the path of its entry. */
export async function buildCli(): Promise<string> {
  const bundle = bundleOf('cli-test', {
    cli: 'src/main/cli.ts',
    'analyse-worker': 'src/main/analyse/worker.ts',
  });
  await bundle.build();
  return resolve(bundle.dir, 'cli.js');
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Results of --json, without the summary. */
  readonly lines: Record<string, unknown>[];
  readonly summary: Record<string, unknown>;
  readonly stderr: string;
}

/** Starts a call with --json; `done` resolves when the process has ended. */
export function startCli(
  cli: string,
  args: readonly string[],
): { child: ChildProcess; done: Promise<CliResult> } {
  const child = spawn(process.execPath, [cli, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = new Promise<CliResult>((settle) => {
    child.on('close', (code, signal) => {
      const complete = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
      const records = complete
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const last = records.at(-1);
      const summary = last?.['summary'] as Record<string, unknown> | undefined;
      settle({
        code,
        signal,
        lines: summary === undefined ? records : records.slice(0, -1),
        summary: summary ?? {},
        stderr,
      });
    });
  });
  return { child, done };
}

/** Makes a call with --json and waits for its end. */
export async function runCliProcess(cli: string, ...args: readonly string[]): Promise<CliResult> {
  return await startCli(cli, args).done;
}
