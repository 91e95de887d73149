/** Value representations (PS3.5 6.2) as the two bytes that stand in a file, first byte in the upper half. */
export type VrCode = number;

export function vrCode(vr: string): VrCode {
  return (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
}

/** Length field of 16 bits (PS3.5 table 7.1-2). */
export const SHORT_FORM = 1;
/** Two reserved bytes, then a length field of 32 bits (table 7.1-1). */
export const LONG_FORM = 2;

const forms = new Uint8Array(0x5b5b);
const names = new Map<VrCode, string>();
for (const vr of 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ')) {
  forms[vrCode(vr)] = SHORT_FORM;
  names.set(vrCode(vr), vr);
}
for (const vr of 'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' ')) {
  forms[vrCode(vr)] = LONG_FORM;
  names.set(vrCode(vr), vr);
}

/** SHORT_FORM or LONG_FORM; 0 for what is not a VR. */
export function vrForm(code: VrCode): number {
  return forms[code] ?? 0;
}

/** The two letters, or 'UN' for what is not a VR. */
export function vrName(code: VrCode): string {
  return names.get(code) ?? 'UN';
}

export const SQ = vrCode('SQ');
export const UN = vrCode('UN');
