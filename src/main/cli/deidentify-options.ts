import { resolve } from 'node:path';
import type { FindingCode } from '../../contract/index.js';
import {
  profileFromFile,
  profileNamed,
  SecretError,
  SecretKeeper,
  type SiteSecret,
  secretFromFile,
} from '../deidentify/index.js';
import { defaultStoreDir, type KeptProfile, type ReadReleases } from '../store/index.js';
import { WrongCall } from './output.js';
import type { Call } from './verb.js';

/** Beside --store: what the verbs that make pseudonyms have in common. */
export const deidentifyOptions = {
  profile: { type: 'string' },
  'secret-file': { type: 'string' },
} as const;

export const DEIDENTIFY_OPTIONS_USAGE = `  --profile P         a profile by name (research, basic, or the site's own) or a JSON file; research without it
  --secret-file FILE  the site secret: 24 words or 64 hex digits. Without it TYNYS_SITE_SECRET, else the store's own,
                      which is made on first use`;

/** The secret that pseudonyms are keyed with. @throws WrongCall where there is none that can be used */
export function secretFor(values: Call['values']): SiteSecret {
  const file = values['secret-file'];
  try {
    if (typeof file === 'string') return secretFromFile(file);
    return new SecretKeeper(resolve(values.store ?? defaultStoreDir())).secret();
  } catch (error) {
    if (error instanceof SecretError) throw new WrongCall(error.message);
    throw error;
  }
}

/** @throws WrongCall for what is neither a profile's name nor a file that holds one */
export function profileFor(values: Call['values'], releases?: ReadReleases): KeptProfile {
  const given = values['profile'];
  const name = typeof given === 'string' ? given : 'research';
  const named = profileNamed(name, releases);
  if (named !== undefined) return named;
  const fromFile = profileFromFile(name);
  if ('wrong' in fromFile) throw new WrongCall(`--profile ${name}: ${fromFile.wrong}`);
  return fromFile;
}

const sentences: Readonly<Record<FindingCode, string>> = {
  'text-found': 'text was found in its pixels',
  'text-uncertain': 'something in its pixels may be text',
  'pixels-not-checked': 'its pixels may hold text and could not be checked',
  'burned-in-annotation': 'it says of itself that text is burned into its pixels',
  'whole-image': 'a screenshot or report: all of it may be text',
  'recognizable-features': 'it says of itself that it shows a recognizable face',
};

/** Why a person has to look first, as a sentence. */
export function reviewReason(findings: readonly FindingCode[]): string {
  return `needs review: ${findings.map((finding) => sentences[finding]).join('; ')}`;
}

/** Told once where the networks cannot be loaded. */
export const NO_FINDER =
  'burned-in text cannot be looked for here: pictures that may hold some wait for a person';
