/** How the pixels of a transfer syntax are stored, as far as this viewer is concerned (PS3.5 annex A). */
export type PixelCodec =
  | 'native'
  | 'native-big-endian'
  | 'encapsulated-native'
  | 'deflated-frame'
  | 'rle'
  | 'jpeg-8'
  | 'jpeg-12'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'jpeg-xl'
  | 'video'
  | 'none';

interface Syntax {
  readonly codec: PixelCodec;
  /** What people call it, for the corner of the film. */
  readonly name: string;
  /** The codec may have thrown detail away, whatever LossyImageCompression says. */
  readonly lossy: boolean;
}

const syntax = (codec: PixelCodec, name: string, lossy = false): Syntax => ({ codec, name, lossy });

const syntaxes: Readonly<Record<string, Syntax>> = {
  '': syntax('native', 'Implicit LE'),
  '1.2.840.10008.1.2': syntax('native', 'Implicit LE'),
  '1.2.840.10008.1.2.1': syntax('native', 'Explicit LE'),
  '1.2.840.10008.1.2.1.98': syntax('encapsulated-native', 'Encapsulated uncompressed'),
  '1.2.840.10008.1.2.1.99': syntax('native', 'Deflated LE'),
  '1.2.840.10008.1.2.2': syntax('native-big-endian', 'Explicit BE'),
  '1.2.840.10008.1.2.5': syntax('rle', 'RLE'),
  '1.2.840.10008.1.2.8.1': syntax('deflated-frame', 'Deflated frames'),
  '1.2.840.10008.1.2.4.50': syntax('jpeg-8', 'JPEG baseline', true),
  '1.2.840.10008.1.2.4.51': syntax('jpeg-12', 'JPEG extended', true),
  '1.2.840.10008.1.2.4.53': syntax('jpeg-12', 'JPEG spectral', true),
  '1.2.840.10008.1.2.4.55': syntax('jpeg-12', 'JPEG progressive', true),
  '1.2.840.10008.1.2.4.57': syntax('jpeg-lossless', 'JPEG lossless'),
  '1.2.840.10008.1.2.4.70': syntax('jpeg-lossless', 'JPEG lossless'),
  '1.2.840.10008.1.2.4.80': syntax('jpeg-ls', 'JPEG-LS'),
  '1.2.840.10008.1.2.4.81': syntax('jpeg-ls', 'JPEG-LS near-lossless', true),
  '1.2.840.10008.1.2.4.90': syntax('jpeg-2000', 'JPEG 2000'),
  '1.2.840.10008.1.2.4.91': syntax('jpeg-2000', 'JPEG 2000'),
  '1.2.840.10008.1.2.4.110': syntax('jpeg-xl', 'JPEG XL lossless'),
  '1.2.840.10008.1.2.4.111': syntax('jpeg-xl', 'JPEG XL from JPEG', true),
  '1.2.840.10008.1.2.4.112': syntax('jpeg-xl', 'JPEG XL', true),
  '1.2.840.10008.1.2.4.201': syntax('htj2k', 'HTJ2K lossless'),
  '1.2.840.10008.1.2.4.202': syntax('htj2k', 'HTJ2K lossless'),
  '1.2.840.10008.1.2.4.203': syntax('htj2k', 'HTJ2K'),
  // Written before the syntax had its number; still met in test and cloud archives.
  '3.2.840.10008.1.2.4.96': syntax('htj2k', 'HTJ2K'),
  '1.2.840.10008.1.2.4.100': syntax('video', 'MPEG-2'),
  '1.2.840.10008.1.2.4.101': syntax('video', 'MPEG-2'),
  '1.2.840.10008.1.2.4.102': syntax('video', 'MPEG-4 AVC'),
  '1.2.840.10008.1.2.4.103': syntax('video', 'MPEG-4 AVC'),
  '1.2.840.10008.1.2.4.104': syntax('video', 'MPEG-4 AVC'),
  '1.2.840.10008.1.2.4.105': syntax('video', 'MPEG-4 AVC'),
  '1.2.840.10008.1.2.4.106': syntax('video', 'MPEG-4 AVC'),
  '1.2.840.10008.1.2.4.107': syntax('video', 'HEVC'),
  '1.2.840.10008.1.2.4.108': syntax('video', 'HEVC'),
};

/** UIDs of all transfer syntaxes that are known. */
export const transferSyntaxes: readonly string[] = Object.keys(syntaxes).filter((UID) => UID !== '');

/** What is known of a transfer syntax; an unknown one has the codec 'none' and its UID for a name. */
export function syntaxOf(TransferSyntaxUID: string): Syntax {
  return syntaxes[TransferSyntaxUID] ?? syntax('none', TransferSyntaxUID);
}
