import type { HandlersOf, syncRequests } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import type { SyncService } from './service.js';

/**
 * Answers the renderer's requests about sending.
 * @param chooseFolder null when the user cancels
 */
export function syncHandlers(
  service: SyncService,
  { sends }: WriteStore,
  chooseFolder: () => Promise<string | null>,
): HandlersOf<typeof syncRequests> {
  return {
    'sync:destinations': () => sends.destinations(),
    'sync:save-destination': (change) => service.save(change),
    'sync:remove-destination': async ({ id }) => {
      await service.remove(id);
      return null;
    },
    'sync:test': (change) => service.test(change),
    'sync:choose-folder': () => chooseFolder(),
    'sync:studies': () => sends.studies(),
    'sync:status': () => service.status(),
    'sync:pause': ({ destinationId, paused }) => {
      sends.pauseDestination(destinationId, paused);
      service.poke();
      return null;
    },
    'sync:queue': ({ destinationId }) => {
      const queued = sends.enqueue(destinationId);
      service.poke();
      return { queued };
    },
    'sync:change-study': ({ change, ...study }) => {
      switch (change) {
        case 'pause':
          sends.pauseStudy(study, true);
          break;
        case 'resume':
          sends.pauseStudy(study, false);
          break;
        case 'retry':
          sends.retryStudy(study);
          break;
        case 'first':
        case 'last':
          sends.moveStudy(study, change);
          break;
        case 'cancel':
          sends.cancelStudy(study);
          break;
      }
      service.poke();
      return null;
    },
  };
}
