export { deidentifiedBytes, deidentify } from './deidentify.js';
export { keywordOf } from './keyword.js';
export type { OptionName, Profile, ProfileResult } from './profile.js';
export { canonicalProfile, parseProfile, researchProfile } from './profile.js';
export type { SafePrivateElement } from './safe-private.js';
export type {
  Change,
  ChangeAction,
  Context,
  Deidentified,
  DeidentifyResult,
  Held,
  HeldCode,
  HmacPurpose,
  ReviewReason,
  SourceRange,
} from './types.js';
