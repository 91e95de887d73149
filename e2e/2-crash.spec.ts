import { expect, test } from './workstation.js';

test('a window that keeps stopping is not loaded for ever, and says so', async ({ workstation }) => {
  const { app } = workstation;
  const crash = (): Promise<void> =>
    app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
  // A page that has crashed is lost to Playwright, so the window is asked through the main process.
  const run = (script: string): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }, code) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const answer = contents?.executeJavaScript(code).catch(() => null);
      // What is asked of a process that then ends is never answered.
      return Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve(null), 2000))]);
    }, script);
  const address = (): Promise<string | undefined> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  const hasWorklist = (): Promise<unknown> =>
    run(`document.querySelector('.worklist, .worklist-empty') !== null`);

  for (let time = 1; time <= 2; time++) {
    await crash();
    await expect.poll(address).toBe('tynys://app/');
    await expect.poll(hasWorklist).toBe(true);
  }
  await crash();
  await expect.poll(address).toMatch(/^data:/);
  await expect.poll(() => run('document.body.innerText')).toMatch(/The window keeps stopping.*Try again/s);

  await run(`document.querySelector('a').click()`);
  await expect.poll(address).toBe('tynys://app/');
  await expect.poll(hasWorklist).toBe(true);
});
