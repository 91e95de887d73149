import { randomBytes } from 'node:crypto';
import { encode } from 'fast-png';
import type { FilmIdentity, ImportReason } from '../../contract/index.js';
import { type DataSet, encodeInstance, InvalidValueError, uidFromRandom } from '../../domain/dicom/index.js';
import { decodeJpeg, type JpegHeader, jpegHeader, withoutRemarks } from './film-jpeg.js';
import { decodePng, pngHeader } from './film-png.js';
import {
  colourInEightBits,
  type Decoded,
  greyWhereEqual,
  type Raster,
  refuse,
  thumbnail,
  valueRange,
} from './film-raster.js';
import { decodeTiff, tiffHeader } from './film-tiff.js';

const SecondaryCaptureImageStorage = '1.2.840.10008.5.1.4.1.1.7';
const JPEGBaseline = '1.2.840.10008.1.2.4.50';
const JPEGExtended = '1.2.840.10008.1.2.4.51';

export interface FilmDescription {
  readonly format: 'png' | 'jpeg' | 'tiff';
  readonly columns: number;
  readonly rows: number;
  /** A sample's. */
  readonly bits: number;
}

/**
 * What kind of picture this is, from its header alone; undefined where it is none or its size is no film's
 * (over 65,535 a side or 200 megapixels).
 */
export function describeFilm(bytes: Uint8Array): FilmDescription | undefined {
  const png = pngHeader(bytes);
  if (png !== undefined) return { format: 'png', columns: png.columns, rows: png.rows, bits: png.bits };
  const jpeg = jpegHeader(bytes);
  if (jpeg !== undefined) return { format: 'jpeg', columns: jpeg.columns, rows: jpeg.rows, bits: jpeg.bits };
  const tiff = tiffHeader(bytes);
  return tiff === undefined ? undefined : { format: 'tiff', ...tiff };
}

const decoders = { png: decodePng, jpeg: decodeJpeg, tiff: decodeTiff } as const;

function decodeFilm(bytes: Uint8Array): Decoded<Raster> {
  const film = describeFilm(bytes);
  return film === undefined ? refuse({ code: 'picture-unreadable' }) : decoders[film.format](bytes);
}

export interface FilmPlace {
  /** Films that belong together share these; each is random where it is not given. */
  readonly StudyInstanceUID?: string;
  readonly SeriesInstanceUID?: string;
  readonly InstanceNumber?: number;
}

export type FilmResult =
  | {
      readonly ok: true;
      readonly dicom: Uint8Array;
      readonly StudyInstanceUID: string;
      readonly SeriesInstanceUID: string;
      readonly SOPInstanceUID: string;
    }
  | { readonly ok: false; readonly reason: ImportReason };

/**
 * Makes a Secondary Capture instance (PS3.3 A.8.1) of a picture and the identity that a person gave it. Grey values
 * are kept as they are, up to 16 bits; a baseline JPEG goes in as it is compressed. Nothing of the file but its pixels is
 * carried over.
 * @param now becomes the date and time of the capture, in local time.
 */
export function filmToDicom(
  bytes: Uint8Array,
  identity: FilmIdentity,
  now: Date,
  place: FilmPlace = {},
): FilmResult {
  const picture = pictureOf(bytes);
  if (!picture.ok) return picture;
  const { dataSet, TransferSyntaxUID } = picture.value;
  const uids = {
    StudyInstanceUID: place.StudyInstanceUID ?? newUID(),
    SeriesInstanceUID: place.SeriesInstanceUID ?? newUID(),
    SOPInstanceUID: newUID(),
  };
  try {
    const dicom = encodeInstance(
      {
        ...surroundings(identity, now),
        ...uids,
        InstanceNumber: place.InstanceNumber ?? 1,
        ...dataSet,
      },
      TransferSyntaxUID === undefined ? {} : { TransferSyntaxUID },
    );
    return { ok: true, dicom, ...uids };
  } catch (error) {
    // The identity was typed in: what DICOM cannot hold is said, not cut off.
    if (error instanceof InvalidValueError)
      return refuse({ code: 'value-not-allowed', keyword: error.keyword });
    throw error;
  }
}

function newUID(): string {
  return uidFromRandom(randomBytes(16));
}

function surroundings(identity: FilmIdentity, now: Date): DataSet {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const { IssuerOfPatientID, StudyDescription, ViewPosition, BodyPartExamined } = identity;
  return {
    SOPClassUID: SecondaryCaptureImageStorage,
    PatientName: identity.PatientName,
    PatientID: identity.PatientID,
    ...(IssuerOfPatientID === '' ? {} : { IssuerOfPatientID }),
    PatientBirthDate: identity.PatientBirthDate,
    PatientSex: identity.PatientSex,
    StudyDate: identity.StudyDate,
    StudyTime: '',
    StudyID: '',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    ...(StudyDescription === '' ? {} : { StudyDescription }),
    Modality: identity.Modality,
    SeriesNumber: 1,
    ...(BodyPartExamined === '' ? {} : { BodyPartExamined: BodyPartExamined.toUpperCase() }),
    ...(ViewPosition === '' ? {} : { ViewPosition }),
    // Which side is which cannot be known from a picture (Type 2C).
    PatientOrientation: '',
    ImageType: ['DERIVED', 'SECONDARY'],
    ConversionType: 'WSD',
    SecondaryCaptureDeviceManufacturer: 'Tynys',
    DateOfSecondaryCapture: date,
    TimeOfSecondaryCapture: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    PixelRepresentation: 0,
  };
}

interface Picture {
  readonly dataSet: DataSet;
  /** Where the pixels are encapsulated. */
  readonly TransferSyntaxUID?: string;
}

function pictureOf(bytes: Uint8Array): Decoded<Picture> {
  const film = describeFilm(bytes);
  const jpeg = film?.format === 'jpeg' ? jpegHeader(bytes) : undefined;
  if (jpeg !== undefined && canEncapsulate(jpeg)) return { ok: true, value: encapsulated(bytes, jpeg) };
  const decoded = decodeFilm(bytes);
  if (!decoded.ok) return decoded;
  const raster = colourInEightBits(greyWhereEqual(decoded.value));
  const source = film?.format.toUpperCase() ?? '';
  const dataSet = {
    ...pixelDescription(raster),
    DerivationDescription: [`Made from a ${source} picture.`, ...raster.changes].join(' '),
    ...(film?.format === 'jpeg' ? lossy(raster.data.byteLength, bytes.length) : {}),
    PixelData: raster.data,
  };
  return { ok: true, value: { dataSet } };
}

/** DICOM carries sequential Huffman JPEG of 8 bits (PS3.5 A.4.1); an orientation tag it cannot carry. */
function canEncapsulate({ frame, bits, components, orientation }: JpegHeader): boolean {
  return (frame === 0xc0 || frame === 0xc1) && bits === 8 && [1, 3].includes(components) && orientation === 1;
}

function encapsulated(bytes: Uint8Array, jpeg: JpegHeader): Picture {
  const { columns, rows, components, frame, adobeTransform } = jpeg;
  const stream = withoutRemarks(bytes);
  // Lossy JPEG says YBR_FULL_422 whatever its own subsampling is (PS3.5 8.2.1).
  const colour = adobeTransform === 0 ? 'RGB' : 'YBR_FULL_422';
  return {
    TransferSyntaxUID: frame === 0xc0 ? JPEGBaseline : JPEGExtended,
    dataSet: {
      Rows: rows,
      Columns: columns,
      SamplesPerPixel: components,
      PhotometricInterpretation: components === 1 ? 'MONOCHROME2' : colour,
      ...(components === 1 ? {} : { PlanarConfiguration: 0 }),
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      DerivationDescription: 'Made from a JPEG picture, its compressed data unchanged.',
      ...lossy(rows * columns * components, stream.length),
      PixelData: { fragments: [stream] },
    },
  };
}

function lossy(decodedBytes: number, storedBytes: number): DataSet {
  return {
    LossyImageCompression: '01',
    LossyImageCompressionRatio: Number((decodedBytes / storedBytes).toFixed(2)),
    LossyImageCompressionMethod: 'ISO_10918_1',
  };
}

function pixelDescription(raster: Raster): DataSet {
  const { columns, rows, samples, bits, whiteIsZero } = raster;
  const [low, high] = samples === 1 ? valueRange(raster) : [0, 255];
  const width = high - low + 1;
  return {
    Rows: rows,
    Columns: columns,
    SamplesPerPixel: samples,
    PhotometricInterpretation: samples === 3 ? 'RGB' : whiteIsZero ? 'MONOCHROME1' : 'MONOCHROME2',
    ...(samples === 3 ? { PlanarConfiguration: 0 } : {}),
    BitsAllocated: bits > 8 ? 16 : 8,
    BitsStored: bits,
    HighBit: bits - 1,
    // The whole range of the picture, so that one of 12 bits in 16 does not open black.
    ...(samples === 1 ? { WindowCenter: low + width / 2, WindowWidth: width } : {}),
  };
}

/** A JPEG up to this size is its own preview. */
const maxOwnPreviewBytes = 4 * 1024 * 1024;

/**
 * A small picture of a film as a data URL, to recognise it by; undefined where it cannot be decoded.
 * @param maxSide pixels; a JPEG of up to 4 MB is given back as it is.
 */
export function filmPreview(bytes: Uint8Array, maxSide = 512): string | undefined {
  if (describeFilm(bytes)?.format === 'jpeg' && bytes.length <= maxOwnPreviewBytes) {
    return `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  }
  const decoded = decodeFilm(bytes);
  if (!decoded.ok) return undefined;
  const { columns, rows, samples, data } = thumbnail(decoded.value, maxSide);
  const png = encode({ width: columns, height: rows, data, channels: samples, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
