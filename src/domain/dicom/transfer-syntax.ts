/** How pixels are coded; 'native' is not encapsulated. */
export type CodecFamily =
  | 'native'
  | 'rle'
  | 'jpeg'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'jpeg-xl'
  | 'deflated-frame'
  | 'video'
  | 'jpip';

/** A transfer syntax of PS3.6 table A-1. */
export interface TransferSyntax {
  readonly name: string;
  readonly codec: CodecFamily;
  /** Whether the syntax itself says that bits were given up. */
  readonly lossy: boolean;
  /** Whether the viewer can decode it; what it cannot, it names. */
  readonly decodable: boolean;
}

const P = '1.2.840.10008.1.2';

/** UID → name | codec | flags: l = lossy, x = cannot be decoded here. */
const table: Readonly<Record<string, string>> = {
  [P]: 'Implicit VR Little Endian|native|',
  [`${P}.1`]: 'Explicit VR Little Endian|native|',
  [`${P}.1.98`]: 'Encapsulated Uncompressed Explicit VR Little Endian|native|x',
  [`${P}.1.99`]: 'Deflated Explicit VR Little Endian|native|',
  [`${P}.2`]: 'Explicit VR Big Endian|native|',
  '1.2.840.113619.5.2': 'Implicit VR Big Endian (GE private)|native|x',
  '1.2.840.10008.1.20': 'Papyrus 3 Implicit VR Little Endian|native|x',
  [`${P}.5`]: 'RLE Lossless|rle|',
  [`${P}.4.50`]: 'JPEG Baseline|jpeg|l',
  [`${P}.4.51`]: 'JPEG Extended|jpeg|l',
  [`${P}.4.53`]: 'JPEG Spectral Selection|jpeg|lx',
  [`${P}.4.55`]: 'JPEG Full Progression|jpeg|lx',
  [`${P}.4.57`]: 'JPEG Lossless|jpeg-lossless|',
  [`${P}.4.70`]: 'JPEG Lossless SV1|jpeg-lossless|',
  [`${P}.4.80`]: 'JPEG-LS Lossless|jpeg-ls|',
  [`${P}.4.81`]: 'JPEG-LS Near-lossless|jpeg-ls|l',
  [`${P}.4.90`]: 'JPEG 2000 Lossless|jpeg-2000|',
  [`${P}.4.91`]: 'JPEG 2000|jpeg-2000|l',
  [`${P}.4.92`]: 'JPEG 2000 Multi-component Lossless|jpeg-2000|x',
  [`${P}.4.93`]: 'JPEG 2000 Multi-component|jpeg-2000|lx',
  [`${P}.4.94`]: 'JPIP Referenced|jpip|x',
  [`${P}.4.95`]: 'JPIP Referenced Deflate|jpip|x',
  [`${P}.4.100`]: 'MPEG2 Main Profile|video|lx',
  [`${P}.4.100.1`]: 'MPEG2 Main Profile, fragmentable|video|lx',
  [`${P}.4.101`]: 'MPEG2 High Profile|video|lx',
  [`${P}.4.101.1`]: 'MPEG2 High Profile, fragmentable|video|lx',
  [`${P}.4.102`]: 'MPEG-4 AVC High Profile|video|lx',
  [`${P}.4.102.1`]: 'MPEG-4 AVC High Profile, fragmentable|video|lx',
  [`${P}.4.103`]: 'MPEG-4 AVC BD-compatible|video|lx',
  [`${P}.4.103.1`]: 'MPEG-4 AVC BD-compatible, fragmentable|video|lx',
  [`${P}.4.104`]: 'MPEG-4 AVC 2D|video|lx',
  [`${P}.4.104.1`]: 'MPEG-4 AVC 2D, fragmentable|video|lx',
  [`${P}.4.105`]: 'MPEG-4 AVC 3D|video|lx',
  [`${P}.4.105.1`]: 'MPEG-4 AVC 3D, fragmentable|video|lx',
  [`${P}.4.106`]: 'MPEG-4 AVC Stereo|video|lx',
  [`${P}.4.106.1`]: 'MPEG-4 AVC Stereo, fragmentable|video|lx',
  [`${P}.4.107`]: 'HEVC Main Profile|video|lx',
  [`${P}.4.108`]: 'HEVC Main 10 Profile|video|lx',
  [`${P}.4.110`]: 'JPEG XL Lossless|jpeg-xl|',
  [`${P}.4.111`]: 'JPEG XL JPEG Recompression|jpeg-xl|l',
  [`${P}.4.112`]: 'JPEG XL|jpeg-xl|l',
  [`${P}.4.201`]: 'HTJ2K Lossless|htj2k|',
  [`${P}.4.202`]: 'HTJ2K Lossless RPCL|htj2k|',
  [`${P}.4.203`]: 'HTJ2K|htj2k|l',
  [`${P}.4.204`]: 'JPIP HTJ2K Referenced|jpip|x',
  [`${P}.4.205`]: 'JPIP HTJ2K Referenced Deflate|jpip|x',
  [`${P}.7.1`]: 'SMPTE ST 2110-20 Uncompressed Progressive|video|x',
  [`${P}.7.2`]: 'SMPTE ST 2110-20 Uncompressed Interlaced|video|x',
  [`${P}.7.3`]: 'SMPTE ST 2110-30 PCM|video|x',
  [`${P}.8.1`]: 'Deflated Image Frame|deflated-frame|x',
};

/** What is known of a transfer syntax; undefined for private and future ones. */
export function transferSyntax(uid: string): TransferSyntax | undefined {
  const row = table[uid];
  if (row === undefined) return undefined;
  const [name = '', codec = '', flags = ''] = row.split('|');
  return {
    name,
    codec: codec as CodecFamily,
    lossy: flags.includes('l'),
    decodable: !flags.includes('x'),
  };
}

/** Whether the whole data set behind the file meta information is deflated (PS3.5 A.5, A.7, A.12). */
export function isDeflated(uid: string): boolean {
  return uid === `${P}.1.99` || uid === `${P}.4.95` || uid === `${P}.4.205`;
}
