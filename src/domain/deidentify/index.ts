export type { AttributeRow } from './attribute-table.js';
export { attributeRow, attributeRows } from './attribute-table.js';
export { deidentifiedBytes, deidentify } from './deidentify.js';
export type { OptionName, Profile, ProfileResult } from './profile.js';
export { canonicalProfile, optionCodes, parseProfile, researchProfile } from './profile.js';
export { Pseudonyms, patientIdentity } from './pseudonyms.js';
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
