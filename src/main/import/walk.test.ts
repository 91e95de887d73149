import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Found } from './found-file.js';
import { TestFolder } from './testing.js';
import { walk } from './walk.js';

let folder: TestFolder;
beforeEach(() => {
  folder = new TestFolder();
});
afterEach(() => folder.remove());

const walked = (): Found[] => [...walk(folder.path, 'disc')];
const labels = (): string[] =>
  walked().map((found) => ('file' in found ? found.file.label : found.obstacle.label));
const reasons = (): Record<string, string> =>
  Object.fromEntries(
    walked().flatMap((found) =>
      'obstacle' in found ? [[found.obstacle.label, found.obstacle.reason.code]] : [],
    ),
  );

describe('walk', () => {
  it('yields every file, depth first, in byte order', () => {
    folder.write({ 'b/2': 'x', 'b/1': 'x', B: 'x', a: 'x', 'c/d/e/f': 'x' });
    mkdirSync(join(folder.path, 'empty'));
    expect(labels()).toEqual(['disc/B', 'disc/a', 'disc/b/1', 'disc/b/2', 'disc/c/d/e/f']);
  });

  it('follows links inside the folder and none out of it', () => {
    folder.write({ 'real/IM1': 'abc' });
    symlinkSync('real/IM1', join(folder.path, 'a-file'));
    symlinkSync('real', join(folder.path, 'b-folder'));
    symlinkSync('.', join(folder.path, 'c-loop'));
    symlinkSync('/etc/passwd', join(folder.path, 'd-outside'));
    symlinkSync('nowhere', join(folder.path, 'e-dangling'));
    symlinkSync('f-self', join(folder.path, 'f-self'));
    symlinkSync('/', join(folder.path, 'g-root'));
    const files = walked().flatMap((found) => ('file' in found ? [[found.file.label, found.file.size]] : []));
    expect(files).toEqual([
      ['disc/a-file', 3],
      ['disc/real/IM1', 3],
    ]);
    expect(reasons()).toEqual({
      'disc/b-folder': 'link-inside',
      'disc/c-loop': 'link-inside',
      'disc/d-outside': 'link-outside',
      'disc/e-dangling': 'vanished',
      'disc/f-self': 'link-loop',
      'disc/g-root': 'link-outside',
    });
  });

  it('never opens pipes and sockets', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    const server = createServer().listen(join(folder.path, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(Object.keys(reasons())).toEqual(['disc/pipe', 'disc/socket']);
    await new Promise((resolve) => server.close(resolve));
  });

  it('reaches files below paths that are longer than the system takes', () => {
    // 40 levels of 200 characters: 8 kB of path, twice what open(2) accepts.
    const script =
      "import os,sys\nos.chdir(sys.argv[1])\nfor i in range(40):\n os.mkdir('d'*200); os.chdir('d'*200)\nopen('IM1','w').write('deep')";
    execFileSync('python3', ['-c', script, folder.path]);
    const contents: string[] = [];
    for (const found of walk(folder.path, 'disc')) {
      if (!('file' in found)) continue;
      const opened = found.file.open();
      const buffer = Buffer.alloc(10);
      contents.push(buffer.toString('utf8', 0, Number(opened.read(buffer))));
      opened.close();
    }
    expect(contents).toEqual(['deep']);
  });

  it('names files whose names are not UTF-8, and can read them', () => {
    const path = Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0xd6, 0xe9, 0x2e])]);
    writeFileSync(path, 'bytes');
    const [found] = walked();
    expect(found !== undefined && 'file' in found && [found.file.label, found.file.size]).toEqual([
      'disc/\\xd6\\xe9.',
      5,
    ]);
  });

  it('reports a folder that cannot be listed and goes on', ({ skip }) => {
    folder.write({ 'closed/IM1': 'x', 'open/IM2': 'x' });
    chmodSync(join(folder.path, 'closed'), 0o000);
    if (process.getuid?.() === 0) skip('root may read everything');
    expect(labels()).toEqual(['disc/closed', 'disc/open/IM2']);
    expect(reasons()['disc/closed']).toBe('no-permission');
    chmodSync(join(folder.path, 'closed'), 0o700);
  });
});
