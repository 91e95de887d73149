import { Identifiers } from './identifiers.js';
import { Pseudonyms } from './pseudonyms.js';
import type { Context } from './types.js';

/** Instances come study by study; a run that mixes patients begins anew now and then. */
const MOST_PATIENTS = 64;

/**
 * What the instances of one run have in common, worked out once: a slice repeats the names, numbers and descriptions
 * of the slice before it. Lives as long as the run's keyed hash does, and nowhere but in memory.
 */
export class Memory {
  readonly #identifiers = new Map<string, Identifiers>();
  readonly #pseudonyms = new Map<string, Pseudonyms>();

  /** @param key all that `fill` adds, so that the same key is the same identifiers */
  identifiers(key: string, fill: (identifiers: Identifiers) => void): Identifiers {
    return remembered(this.#identifiers, key, () => {
      const identifiers = new Identifiers();
      fill(identifiers);
      return identifiers;
    });
  }

  pseudonyms(context: Context, patient: string): Pseudonyms {
    return remembered(this.#pseudonyms, patient, () => new Pseudonyms(context, patient));
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    if (known.size >= MOST_PATIENTS) known.clear();
    value = make();
    known.set(key, value);
  }
  return value;
}

const memories = new WeakMap<Context['hmac'], Memory>();

export function memoryOf({ hmac }: Context): Memory {
  let memory = memories.get(hmac);
  if (memory === undefined) {
    memory = new Memory();
    memories.set(hmac, memory);
  }
  return memory;
}
