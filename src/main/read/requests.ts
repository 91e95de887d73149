import type { z } from 'zod';
import type { readRequests } from '../../contract/index.js';
import type { ReadService } from './service.js';

type Channels = typeof readRequests;
/** One handler for every channel of reading; the argument has passed its schema. */
export type ReadHandlers = {
  readonly [C in keyof Channels]: (input: z.output<Channels[C]['input']>) => z.output<Channels[C]['output']>;
};

/** Answers the renderer's requests about readers' forms. */
export function readHandlers(service: ReadService): ReadHandlers {
  return {
    'read:of-studies': ({ studyIds }) => service.ofStudies(studyIds),
    'read:save': (change) => service.save(change),
    'read:submit': (place) => service.submit(place),
    'read:reopen': (place) => service.reopen(place),
    'read:templates': () => service.templates(),
    'read:readers': () => ({ reader: service.reader(), known: service.readers() }),
  };
}
