import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './open-store.js';
import { drawLength, film, importFilms, importProcess, openTestStore, temporaryFolder } from './testing.js';

const KILLS = 5;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  folder = temporaryFolder();
  const store = openTestStore(folder.dir);
  await importFilms(store, [['a', film({})]]);
  store.close();
});
afterEach(() => folder.remove());

/** Draws until it is killed, after some time that nobody chose. @returns how many changes it was told are kept */
async function drawUntilKilled(dir: string): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', importProcess, dir, 'draw'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let kept = 0;
  const ended = once(child, 'exit');
  const limit = 1 + Math.floor(Math.random() * 40);
  for await (const line of createInterface({ input: child.stdout })) {
    kept = Number(line);
    if (kept >= limit) setTimeout(() => child.kill('SIGKILL'), Math.random() * 5);
  }
  await ended;
  return kept;
}

it(`what is drawn outlives its process, killed ${KILLS} times`, async () => {
  let expected = 0;
  for (let killed = 0; killed < KILLS; killed++) {
    const kept = await drawUntilKilled(folder.dir);
    const store = openStore({ dir: folder.dir, mode: 'read' });
    const drawn = store.annotations.ofStudy(1);
    const histories = drawn.map(({ id }) => store.annotations.history(id));
    store.close();
    // The last change may have been kept without anybody being told.
    expect(kept).toBeGreaterThan(0);
    expect([expected + kept, expected + kept + 1]).toContain(drawn.length);
    expected = drawn.length;
    expect(drawn.map(({ points }) => points)).toEqual(drawn.map((_, n) => drawLength(n).points));
    expect(histories.map((versions) => versions.map(({ after }) => after))).toEqual(
      drawn.map((each) => [each]),
    );
  }
});
