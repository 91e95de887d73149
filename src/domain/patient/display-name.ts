/**
 * A PN value as people write it: "Family Given Middle", with prefix and suffix. The groups are
 * alphabetic=ideographic=phonetic (PS3.5 section 6.2.1); the second, where present, is the name in the
 * patient's own script and is put in brackets behind the first.
 * @returns '' for a name without any component.
 */
export function displayName(PatientName: string): string {
  const [alphabetic = '', ideographic = ''] = PatientName.split('=').map(displayGroup);
  if (alphabetic === '' || ideographic === '' || alphabetic === ideographic) return alphabetic || ideographic;
  return `${alphabetic} (${ideographic})`;
}

function displayGroup(group: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((component) => component.trim().replace(/\s+/g, ' '));
  return [prefix, family, given, middle, suffix].filter((part) => part !== '').join(' ');
}
