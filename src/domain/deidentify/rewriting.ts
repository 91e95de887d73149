import type { Encoding } from '../dicom/index.js';
import type { Identifiers } from './identifiers.js';
import type { Profile } from './profile.js';
import type { Pseudonyms } from './pseudonyms.js';
import type { Change, Context } from './types.js';

/** What one object is rewritten with. */
export interface Rewriting {
  readonly profile: Profile;
  readonly context: Context;
  readonly encoding: Encoding;
  readonly pseudonyms: Pseudonyms;
  readonly identifiers: Identifiers;
  readonly PatientID: string;
  readonly report: Change[];
  readonly notes: Set<string>;
}
