import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isAlive, ownerToken } from './process-owner.js';

describe('an owner', () => {
  it('is alive while its process is', () => {
    expect(isAlive(ownerToken())).toBe(true);
    const ended = spawnSync(process.execPath, ['-e', '']);
    const [, start, boot] = ownerToken().split('-');
    expect(isAlive(`${ended.pid}-${start}-${boot}`)).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'is dead when its pid is given to another process, or after a restart',
    () => {
      const [pid, start, boot] = ownerToken().split('-');
      expect(isAlive(`${pid}-${Number(start) - 1}-${boot}`)).toBe(false);
      expect(isAlive(`${pid}-${start}-00000000`)).toBe(false);
    },
  );

  it('is dead when it names no process', () => {
    for (const token of ['', 'abc', '-1-0-0', '0-0-0']) expect(isAlive(token)).toBe(false);
  });
});
