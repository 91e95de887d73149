import { readFileSync } from 'node:fs';

/**
 * Names a running process: 'pid-start-boot'. A pid alone is given out again; with its start time (and the boot
 * that the time counts from) it is not. Where the system has no /proc the pid has to do.
 */
export function ownerToken(): string {
  return `${process.pid}-${startOf(process.pid) ?? '0'}-${bootId()}`;
}

/** Whether the process that a token names still runs. In doubt it does: nothing of a live one may be touched. */
export function isAlive(token: string): boolean {
  const [pidText, start, boot] = token.split('-');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (boot !== undefined && boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startOf(pid);
  return now === undefined || start === '0' || now === start;
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 22; the second field is the command in parentheses and may itself hold spaces (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has yet to notice.
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

function bootId(): string {
  if (boot === undefined) {
    try {
      boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
    } catch {
      boot = '0';
    }
  }
  return boot;
}
