import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a finished process cost. Seconds; `rssMb` is the highest resident size seen. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
  readonly rssMb: number;
  readonly stdout: string;
}

function residentPeakMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** User + system seconds that a running process has used so far (Linux). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Runs a whole process; the shell's own accounting of its child gives the CPU time. @throws when it fails. */
export function cost(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn('bash', ['-c', 'TIMEFORMAT="@@%U %S"; time "$@"', 'bash', ...command], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, rssMb] = ['', '', 0];
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    const timer = setInterval(() => {
      try {
        for (const pid of readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
          .trim()
          .split(' ')) {
          if (pid !== '') rssMb = Math.max(rssMb, residentPeakMb(Number(pid)));
        }
      } catch {
        // It has just ended.
      }
    }, 20);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const wall = Number(process.hrtime.bigint() - started) / 1e9;
      const times = /@@([\d.]+) ([\d.]+)/.exec(stderr);
      if (code !== 0 || times === null)
        reject(new Error(`${command.join(' ').slice(0, 500)} ended with ${code}: ${stderr.slice(-500)}`));
      else resolve({ cpu: Number(times[1]) + Number(times[2]), wall, rssMb, stdout });
    });
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The p-th quantile (0…1) by nearest rank. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

export interface Line {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  /** undefined = no budget, or its peer could not run here. */
  readonly met: boolean | undefined;
}

export const line = (what: string, measured: string, budget = '', met?: boolean): Line => ({
  what,
  measured,
  budget,
  met,
});
