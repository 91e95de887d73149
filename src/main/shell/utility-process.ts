import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { FromThread, Launch } from '../thread/index.js';

/**
 * A process of its own in the desktop. Electron's utility process, because an installed binary does not act as Node
 * (its fuse runAsNode is off), so that nothing can be forked from it.
 * @param serviceName for the system's list of processes
 */
export const inUtilityProcess =
  (serviceName: string): Launch =>
  ({ url, start, heapMb }) => {
    const child = utilityProcess.fork(fileURLToPath(url), [JSON.stringify(start)], {
      serviceName,
      execArgv: [`--max-old-space-size=${heapMb}`],
      stdio: 'ignore',
    });
    return {
      post: (message) => child.postMessage(message),
      onMessage: (hear) => void child.on('message', (message: FromThread) => hear(message)),
      onExit: (ended) => void child.once('exit', (code) => ended(`ended with ${code}`)),
      // Its own kill() asks politely, which a process that hangs does not hear.
      kill: () => {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
