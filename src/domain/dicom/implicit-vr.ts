import type { Tag } from './tag.js';

/**
 * VRs of binary attributes that this product reads numbers from (PS3.6). In implicit VR nothing in the file
 * says that a value is binary; text needs no entry. US stands for "US or SS" too: PixelRepresentation decides.
 */
const binary: Readonly<Record<string, string>> = {
  US:
    '00041212 00041410 00186012 00186014 00186024 00186026 00280002 00280006 00280010 00280011 00280100 00280101 ' +
    '00280102 00280103 00280106 00280107 00280108 00280109 00280120 00280121 00281041 00281101 00281102 ' +
    '00281103 00283002 00283006 0040a0b0 00409211 00409216 00620004 0062000b 0062000e 00700020 00700021 00700042 00700066',
  UL: '00041200 00041202 00041400 00041420 00041504 00186018 0018601a 0018601c 0018601e 00209057 00209157',
  SL: '00700052 00700053',
  FL: '00700010 00700011 00700014 00700022 00700103',
  FD: '0018602c 0018602e 00409224 00409225',
  OW: '00281201 00281202 00281203 00281221 00281222 00281223',
  AT: '00209165 00209167 00280009',
};

const vrs = new Map<Tag, string>();
for (const [vr, tags] of Object.entries(binary)) {
  for (const tag of tags.split(' ')) vrs.set(Number.parseInt(tag, 16), vr);
}

/** Overlays (60xx) repeat every second group (PS3.5 7.6). */
const overlay: Readonly<Record<number, string>> = { 16: 'US', 17: 'US', 80: 'SS', 256: 'US', 258: 'US' };

/** The VR of a binary attribute, or undefined for text, sequences and what we do not read. */
export function binaryVr(tag: Tag): string | undefined {
  if (tag >>> 24 === 0x60 && (tag & 0x00010000) === 0) return overlay[tag & 0xffff];
  return vrs.get(tag);
}
