import { runCli } from './cli/index.js';

// The command line: the same modules as the desktop, without a window.
process.exitCode = await runCli(process.argv.slice(2), {
  analyse: new URL('./analyse-worker.js', import.meta.url),
});
