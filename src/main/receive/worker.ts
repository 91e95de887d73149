import { readHeader } from '../../domain/dicom/index.js';
import { openStore } from '../store/index.js';
import { insideThread } from '../thread/index.js';
import type { ReceiveThread } from './receive-thread.js';
import { Receiver } from './receiver.js';

// Entry of the receiver's worker thread: what a hostile peer could do to the library ends it, not the application.

const thread = insideThread<ReceiveThread>();
const store = openStore({ dir: thread.start.storeDir, mode: 'read-write', readHeader });

thread.serve(
  {
    async listen({ network, ...place }, closing) {
      let receiver: Receiver;
      try {
        receiver = await Receiver.listen({
          store,
          ...place,
          host: network ? '0.0.0.0' : '127.0.0.1',
          onOutcome: (caller) => thread.tell({ kind: 'received', caller }),
          onStored: (studyIds) => thread.tell({ kind: 'stored', studyIds }),
        });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EADDRINUSE') return 'port-in-use';
        if (code === 'EACCES') return 'port-denied';
        throw error;
      }
      thread.tell({ kind: 'listening' });
      await new Promise<void>((resolve) => {
        if (closing.aborted) resolve();
        closing.addEventListener('abort', () => resolve(), { once: true });
      });
      await receiver.close();
      return null;
    },
  },
  () => store.close(),
);
