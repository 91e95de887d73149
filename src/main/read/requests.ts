import type { HandlersOf, readRequests } from '../../contract/index.js';
import type { ReadService } from './service.js';

/** Answers the renderer's requests about readers' forms. */
export function readHandlers(service: ReadService): HandlersOf<typeof readRequests> {
  return {
    'read:of-studies': ({ studyIds }) => service.ofStudies(studyIds),
    'read:save': (change) => service.save(change),
    'read:submit': (place) => service.submit(place),
    'read:reopen': (place) => service.reopen(place),
    'read:templates': () => service.templates(),
    'read:readers': () => ({ reader: service.reader(), known: service.readers() }),
  };
}
