import type { InputFile } from '../import/index.js';
import type { ReadStore } from '../store/index.js';

/** Every stored instance of a study's, series' or instance's UID, as if it were a file. */
export async function* storedFiles(store: ReadStore | undefined, UID: string): AsyncGenerator<InputFile> {
  const instances = store?.instancesByUID(UID) ?? [];
  if (instances.length === 0) {
    yield { file: UID, read: async () => ({ notRead: 'unreadable', reason: 'not in this store' }) };
  }
  for (const { instanceId, SOPInstanceUID } of instances) {
    const object = store?.openObject(instanceId);
    yield {
      file: SOPInstanceUID,
      read: async (use) =>
        object === undefined
          ? { notRead: 'unreadable', reason: 'its bytes are missing from the store' }
          : await object.withSource(use),
    };
  }
}
