export { keyedHash } from './keyed.js';
export { openPixelWork } from './open-pixel-work.js';
export { TreeNames } from './output-tree.js';
export type { PixelWork } from './pixel-work.js';
export { examine, isCertain, type NotReleasable, produce, type Site } from './prepare.js';
export { profileFrom, profileFromFile, profileNamed } from './profiles.js';
export { recordsText } from './records-text.js';
export { deidentifyHandlers } from './requests.js';
export { runJob } from './run-job.js';
export { DeidentifyService } from './service.js';
export {
  type KeyStore,
  recoveryPhrase,
  SecretError,
  SecretKeeper,
  type SiteSecret,
  secretFromFile,
} from './site-secret.js';
export { toolVersion } from './tool-version.js';
export { bytesOf } from './write-parts.js';
