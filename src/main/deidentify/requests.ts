import { writeFile } from 'node:fs/promises';
import type { deidentifyRequests, HandlersOf } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import type { DeidentifyService } from './service.js';

export interface DeidentifyDialogs {
  /** Null when the user cancels. */
  chooseFolder(): Promise<string | null>;
  chooseFile(defaultName: string): Promise<string | null>;
}

/** Answers the renderer's requests about review and release. */
export function deidentifyHandlers(
  service: DeidentifyService,
  { releases }: WriteStore,
  onChanged: (studyIds: number[]) => void,
  dialogs: DeidentifyDialogs,
): HandlersOf<typeof deidentifyRequests> {
  const changed = (studyIds: readonly number[]): void => onChanged([...new Set(studyIds)]);
  return {
    'deidentify:queue': () => releases.queue(),
    'deidentify:items': (query) => releases.items(query),
    'deidentify:item': ({ id, offset, limit }) => service.item(id, { offset, limit }),
    'deidentify:propose': ({ studyIds, profile }) => {
      const job = service.propose(studyIds, profile);
      changed(studyIds);
      return job;
    },
    'deidentify:withdraw': ({ studyIds }) => {
      releases.withdraw(studyIds);
      changed(studyIds);
      return null;
    },
    'deidentify:set-boxes': ({ id, boxes }) => {
      const item = releases.setBoxes(id, boxes);
      changed([item.studyId]);
      return item;
    },
    'deidentify:decide': ({ ids, decision }) => {
      const items = releases.decide(ids, decision);
      changed(items.map(({ studyId }) => studyId));
      return items;
    },
    'deidentify:accept-clean': ({ studyIds }) => {
      const accepted = releases.acceptClean(studyIds);
      changed(studyIds ?? releases.queue().map(({ studyId }) => studyId));
      return { accepted };
    },
    'deidentify:release': ({ studyIds }) => service.release(studyIds),
    'deidentify:jobs': () => releases.jobs(),
    'deidentify:cancel': ({ jobId }) => {
      service.cancel(jobId);
      return null;
    },
    'deidentify:resume': ({ jobId }) => service.resume(jobId),
    'deidentify:releases': (query) => releases.records(query),
    'deidentify:export-released': async ({ recordIds }) => {
      const dir = await dialogs.chooseFolder();
      return dir === null ? null : { dir, files: await service.exportReleased(recordIds, dir) };
    },
    'deidentify:export-records': async ({ format }) => {
      const path = await dialogs.chooseFile(`tynys-releases.${format}`);
      if (path !== null) await writeFile(path, service.recordsAs(format));
      return path;
    },
    'deidentify:profiles': () => service.profiles(),
    'deidentify:write-profile': (profile) => service.writeProfile(profile),
    'deidentify:delete-profile': ({ name }) => {
      releases.deleteProfile(name);
      return null;
    },
    'deidentify:policy-read': () => releases.policy(),
    'deidentify:policy-write': (policy) => releases.writePolicy(policy),
    'deidentify:secret': () => service.secretStatus(),
    'deidentify:recovery-phrase': () => service.recoveryPhrase(),
    'deidentify:restore-secret': ({ phrase }) => service.restoreSecret(phrase),
  };
}
