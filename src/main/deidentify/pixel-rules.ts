/**
 * How a kind of picture is judged before it may leave:
 * - skip: nobody writes text into such pixels, they are not decoded
 * - whole: text may be anywhere and of any form, so a person looks at all of it, whatever the finder says
 * What no rule knows is looked through for text.
 */
export interface PixelRule {
  readonly look: 'skip' | 'whole';
  /** All that are given have to fit. */
  readonly SOPClassUID?: readonly string[];
  readonly Modality?: readonly string[];
  /** Of the first values, in order. */
  readonly ImageType?: readonly string[];
  /** In any value of Image Type behind the second. */
  readonly imageFlavor?: RegExp;
  readonly ConversionType?: readonly string[];
  readonly Manufacturer?: RegExp;
  /** Without colour, not converted, and not saying that text is burned in. */
  readonly isPlainGrey?: true;
}

/** CT, MR and PET as scanners write them, with their enhanced forms. */
const slices = [
  '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.5.1.4.1.1.2.1',
  '1.2.840.10008.5.1.4.1.1.4',
  '1.2.840.10008.5.1.4.1.1.4.1',
  '1.2.840.10008.5.1.4.1.1.128',
  '1.2.840.10008.5.1.4.1.1.130',
];
/** Computed voxel by voxel from such slices: segmentations, height maps, parametric maps, dose grids. */
const grids = [
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.66.7',
  '1.2.840.10008.5.1.4.1.1.30',
  '1.2.840.10008.5.1.4.1.1.481.2',
];
/** Secondary capture: single, and multi-frame of one bit, grey of a byte and of words, and colour. */
const captures = [
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.7.1',
  '1.2.840.10008.5.1.4.1.1.7.2',
  '1.2.840.10008.5.1.4.1.1.7.3',
  '1.2.840.10008.5.1.4.1.1.7.4',
];

/** The first that fits decides; 'whole' stands before 'skip'. */
export const pixelRules: readonly PixelRule[] = [
  // Dose reports, protocols and screens that scanners store among their slices, labels of glass slides.
  {
    look: 'whole',
    imageFlavor: /SCREEN|SAVE|SNAPSHOT|REPORT|DOSE|PROTOCOL|\bPROT\b|GSPS|\bLABEL\b|OVERVIEW/,
  },
  { look: 'whole', SOPClassUID: captures },
  // Digital interface, digitised film, digitised video, scanned document (PS3.3 C.8.6.1.1).
  { look: 'whole', ConversionType: ['DI', 'DF', 'DV', 'SD', 'SI'] },
  // Reports as pictures; ultrasound, whose screens have a head with the name; photographs of a person.
  { look: 'whole', Modality: ['SR', 'DOC', 'KO', 'PR', 'US', 'IVUS', 'ECG', 'XC', 'GM', 'ES', 'OP', 'DMS'] },
  // Makers of film digitisers: the film's own label is in the picture.
  { look: 'whole', Manufacturer: /\b(?:VIDAR|HOWTEK|LUMISYS|ARRAY CORP)/i },
  { look: 'skip', SOPClassUID: slices, ImageType: ['ORIGINAL', 'PRIMARY'], isPlainGrey: true },
  { look: 'skip', SOPClassUID: grids },
];
