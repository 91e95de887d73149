import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { ProfileSummary } from '../../contract/index.js';
import {
  canonicalProfile,
  type Profile,
  parseProfile,
  researchProfile,
} from '../../domain/deidentify/index.js';
import type { KeptProfile, ReadReleases } from '../store/index.js';

/** Comes with the product: nothing kept but what the Basic Profile of PS3.15 keeps, pixels looked through all the same. */
const basicProfile: Profile = { name: 'basic', version: '1', options: ['cleanPixelData'], safePrivate: [] };

const builtIn: readonly Profile[] = [researchProfile, basicProfile];

/** A profile with the hash that travels in release records: SHA-256 of its canonical text. */
export function keptProfile(profile: Profile): KeptProfile {
  const canonical = canonicalProfile(profile);
  const hash = createHash('sha256').update(canonical).digest('hex');
  return { name: profile.name, version: profile.version, hash, canonical };
}

/** @throws where the store holds what is no profile, which nothing of ours writes. */
export function profileFrom({ canonical }: KeptProfile): Profile {
  const parsed = parseProfile(JSON.parse(canonical));
  if (!parsed.ok) throw new Error(`a kept profile is none: ${parsed.reason}`);
  return parsed.profile;
}

/** Built-in profiles, then the site's own. */
export function profileSummaries(releases: ReadReleases): ProfileSummary[] {
  return [
    ...builtIn.map((profile) => summary(keptProfile(profile), true)),
    ...releases.siteProfiles().map((kept) => summary(kept, false)),
  ];
}

export function summary(kept: KeptProfile, isBuiltIn: boolean): ProfileSummary {
  const { name, version, options, safePrivate } = profileFrom(kept);
  return {
    profile: { name, version, options: [...options], safePrivate: [...safePrivate] },
    hash: kept.hash,
    builtIn: isBuiltIn,
  };
}

export function isBuiltIn(name: string): boolean {
  return builtIn.some((profile) => profile.name === name);
}

/** The profile of a name, undefined where neither the product nor the site has it. */
export function profileNamed(name: string, releases?: ReadReleases): KeptProfile | undefined {
  const own = builtIn.find((profile) => profile.name === name);
  if (own !== undefined) return keptProfile(own);
  return releases?.siteProfiles().find((profile) => profile.name === name);
}

/** A profile in a JSON file. @returns why it is none */
export function profileFromFile(path: string): KeptProfile | { readonly wrong: string } {
  if (!existsSync(path)) return { wrong: 'there is neither a profile nor a file of that name' };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { wrong: 'the file of the profile is no JSON' };
  }
  const parsed = parseProfile(value);
  if (!parsed.ok) return { wrong: parsed.reason };
  if (isBuiltIn(parsed.profile.name)) return { wrong: 'that name belongs to a built-in profile' };
  return keptProfile(parsed.profile);
}
