import { once } from 'node:events';
import { readHeader } from '../../domain/dicom/index.js';
import { errorCode, openStore } from '../store/index.js';
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
        const code = errorCode(error);
        if (code === 'EADDRINUSE') return 'port-in-use';
        if (code === 'EACCES') return 'port-denied';
        throw error;
      }
      thread.tell({ kind: 'listening' });
      if (!closing.aborted) await once(closing, 'abort');
      await receiver.close();
      return null;
    },
  },
  () => store.close(),
);
