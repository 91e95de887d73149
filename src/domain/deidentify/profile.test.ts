import { describe, expect, it } from 'vitest';
import { canonicalProfile, parseProfile, researchProfile } from './index.js';

describe('parseProfile', () => {
  it('reads what JSON made of a profile', () => {
    const result = parseProfile(JSON.parse(JSON.stringify(researchProfile)));
    expect(result.ok && result.profile.name).toBe('research');
  });

  it.each([
    ['nothing', null],
    ['another key', { ...researchProfile, extra: 1 }],
    ['an unknown option', { ...researchProfile, options: ['retainEverything'] }],
    [
      'both kinds of dates',
      { ...researchProfile, options: ['retainLongitudinalFullDates', 'retainLongitudinalModifiedDates'] },
    ],
    ['a name with a path', { ...researchProfile, name: '../x' }],
    [
      'a public element called private',
      { ...researchProfile, safePrivate: [{ creator: 'A', group: 16, element: 16 }] },
    ],
  ])('refuses %s', (_name, value) => {
    expect(parseProfile(value).ok).toBe(false);
  });
});

describe('canonicalProfile', () => {
  it('is one text however the profile is written', () => {
    const { name, version, options, safePrivate } = researchProfile;
    const other = {
      safePrivate: [...safePrivate].reverse(),
      options: [...options].reverse(),
      version,
      name,
    };
    expect(canonicalProfile(other)).toBe(canonicalProfile(researchProfile));
    expect(canonicalProfile({ ...other, options: options.slice(1) })).not.toBe(
      canonicalProfile(researchProfile),
    );
    expect(parseProfile(JSON.parse(canonicalProfile(other))).ok).toBe(true);
  });
});
