import { cache, Enums, imageLoader, metaData, type Types, utilities } from '@cornerstonejs/core';
import type { ImageHeader } from '../../../domain/grey/index.js';
import type { FramePicture } from '../read/open-object.js';
import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import type { ObjectAddress } from '../read/reader-protocol.js';

const SCHEME = 'tynys';

/** One frame of an object. */
export interface FrameRef {
  readonly object: ObjectAddress;
  /** From 0. */
  readonly frame: number;
}

export const imageIdOf = ({ object, frame }: FrameRef): string => `${SCHEME}:${object}:${frame}`;

function frameRefOf(imageId: string): FrameRef {
  const [, object, frame] = imageId.split(':');
  return { object: object as ObjectAddress, frame: Number(frame) };
}

/** A Cornerstone image that knows whose it is: header and pixels come from one reading of the same bytes. */
export interface FilmImage extends Types.IImage {
  readonly header: ImageHeader;
  readonly picture: FramePicture;
}

export const isFilmImage = (image: Types.IImage | undefined): image is FilmImage =>
  image !== undefined && 'header' in image && 'picture' in image;

/** What Cornerstone asks about an image while it has it; entries go when it leaves the cache. */
const films = new Map<string, FilmImage>();

const inFlight = new Map<string, Promise<FilmImage>>();

/** Teaches Cornerstone the `tynys:<address>:<frame>` images of this store. */
export function registerImageLoader(): void {
  imageLoader.registerImageLoader(SCHEME, (imageId) => ({
    promise: readFilm(imageId, priorities.visible),
    decache: () => {
      films.delete(imageId);
    },
  }));
  metaData.addProvider((type: string, imageId: unknown) => {
    const film = typeof imageId === 'string' ? films.get(imageId) : undefined;
    return film && moduleOf(type, film);
  }, 10_000);
}

/**
 * Loads one film into Cornerstone's cache. Films are asked of the readers here and not through Cornerstone,
 * which would leave a rejection unhandled for each film that cannot be shown.
 * @throws CannotShow; AbortError when a prefetch is dropped
 */
export async function loadFilm(ref: FrameRef, priority: number): Promise<FilmImage> {
  const imageId = imageIdOf(ref);
  const cached = cache.getImage(imageId);
  if (isFilmImage(cached)) return cached;
  const running = inFlight.get(imageId);
  if (running) {
    try {
      return await running;
    } catch (error) {
      // A prefetch that was dropped while somebody came to wait for it is started again.
      const dropped = error instanceof DOMException && error.name === 'AbortError';
      if (!dropped || priority === priorities.prefetch) throw error;
    }
  }
  const loading = readFilm(imageId, priority).then(async (film) => {
    await imageLoader.loadAndCacheImage(imageId, { priority, requestType: Enums.RequestType.Interaction });
    return film;
  });
  inFlight.set(imageId, loading);
  try {
    return await loading;
  } finally {
    if (inFlight.get(imageId) === loading) inFlight.delete(imageId);
  }
}

async function readFilm(imageId: string, priority: number): Promise<FilmImage> {
  const known = films.get(imageId);
  if (known) return known;
  const { header, picture } = await reader().ask({ kind: 'frame', ...frameRefOf(imageId) }, priority);
  const film = toCornerstone(imageId, header, picture);
  films.set(imageId, film);
  return film;
}

/** Spacing for the shape of pixels only: a projection has no millimetres until somebody vouches for them. */
function aspectSpacing({ presentation }: FramePicture): { row: number; column: number; isPatient: boolean } {
  const [row, column] = presentation.PixelSpacing;
  if (row !== undefined && column !== undefined && row > 0 && column > 0) {
    return { row, column, isPatient: presentation.ImageOrientationPatient.length === 6 };
  }
  return { row: 1, column: 1, isPatient: false };
}

function toCornerstone(imageId: string, header: ImageHeader, picture: FramePicture): FilmImage {
  const { Rows, Columns, values } = picture;
  const color = picture.kind === 'rgb';
  const numberOfComponents = color ? 3 : 1;
  const spacing = aspectSpacing(picture);
  const [lowest, highest] = picture.kind === 'grey' ? [picture.lowest, picture.highest] : [0, 255];
  return {
    imageId,
    header,
    picture,
    rows: Rows,
    columns: Columns,
    height: Rows,
    width: Columns,
    color,
    rgba: false,
    numberOfComponents,
    photometricInterpretation: header.layout.PhotometricInterpretation,
    minPixelValue: lowest,
    maxPixelValue: highest,
    // Values are modality values already, and the grey ramp is set by the stage: Cornerstone transforms nothing.
    slope: 1,
    intercept: 0,
    windowCenter: (lowest + highest + 1) / 2,
    windowWidth: Math.max(1, highest - lowest + 1),
    voiLUTFunction: 'LINEAR' as Types.IImage['voiLUTFunction'],
    invert: false,
    rowPixelSpacing: spacing.row,
    columnPixelSpacing: spacing.column,
    sizeInBytes: values.byteLength + picture.planes.reduce((sum, { bits }) => sum + bits.byteLength, 0),
    dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    getPixelData: () => values,
    getCanvas: () => {
      throw new Error('drawn by the renderer');
    },
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: Columns,
      height: Rows,
      scalarData: values,
      numberOfComponents,
    }) as Types.IImage['voxelManager'] & {},
  };
}

function moduleOf(
  type: string,
  { header, picture, rowPixelSpacing, columnPixelSpacing }: FilmImage,
): unknown {
  const { layout, identity, FrameOfReferenceUID } = header;
  switch (type) {
    case 'imagePixelModule':
      return {
        bitsAllocated: layout.BitsAllocated,
        bitsStored: layout.BitsStored,
        highBit: layout.HighBit,
        samplesPerPixel: picture.kind === 'rgb' ? 3 : 1,
        pixelRepresentation: layout.signed ? 1 : 0,
        // MONOCHROME1 is part of the grey ramp here; saying so as well would invert twice.
        photometricInterpretation: picture.kind === 'rgb' ? 'RGB' : 'MONOCHROME2',
      };
    case 'imagePlaneModule': {
      const orientation = picture.presentation.ImageOrientationPatient;
      const position = picture.presentation.ImagePositionPatient;
      const isPlane = orientation.length === 6 && position.length === 3;
      return {
        frameOfReferenceUID: FrameOfReferenceUID,
        rows: picture.Rows,
        columns: picture.Columns,
        imageOrientationPatient: isPlane ? orientation : [1, 0, 0, 0, 1, 0],
        imagePositionPatient: isPlane ? position : [0, 0, 0],
        rowCosines: isPlane ? orientation.slice(0, 3) : [1, 0, 0],
        columnCosines: isPlane ? orientation.slice(3, 6) : [0, 1, 0],
        rowPixelSpacing,
        columnPixelSpacing,
        usingDefaultValues: !aspectSpacing(picture).isPatient,
      };
    }
    case 'generalSeriesModule':
      return { modality: identity.Modality, seriesInstanceUID: identity.SeriesInstanceUID };
    case 'sopCommonModule':
      return { sopInstanceUID: identity.SOPInstanceUID, sopClassUID: identity.SOPClassUID };
    case 'transferSyntax':
      return { transferSyntaxUID: header.TransferSyntaxUID };
    default:
      return undefined;
  }
}
