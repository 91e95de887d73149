import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DataSet, encodeInstance, readDataset } from '../dicom/index.js';
import { calibrate, calibrationOf, readSpacing, type Spacing } from './spacing.js';

const DX = '1.2.840.10008.5.1.4.1.1.1.1';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/** Attributes that this product never writes. */
const foreign = {
  EstimatedRadiographicMagnificationFactor: { tag: 0x00181114, vr: 'DS' },
  NominalScannedPixelSpacing: { tag: 0x00182010, vr: 'DS' },
  SequenceOfUltrasoundRegions: { tag: 0x00186011, vr: 'SQ' },
  PixelSpacingCalibrationType: { tag: 0x00280a02, vr: 'CS' },
} as const;
type Attributes = DataSet & { readonly [K in keyof typeof foreign]?: string };

function spacingOf(SOPClassUID: string, attributes: Attributes, frame = 1): Spacing {
  const own = Object.entries(attributes).filter(([keyword]) => !(keyword in foreign));
  const extra = Object.entries(foreign).flatMap(([keyword, { tag, vr }]) => {
    const text = attributes[keyword as keyof typeof foreign];
    if (text === undefined) return [];
    return [{ tag, vr, value: Buffer.from(text, 'latin1') }];
  });
  const uids = { SOPInstanceUID: '2.25.1', StudyInstanceUID: '2.25.2', SeriesInstanceUID: '2.25.3' };
  const bytes = encodeInstance({ SOPClassUID, ...uids, ...Object.fromEntries(own) }, { extra });
  const read = readDataset(bytes);
  if (!read.ok) throw new Error('our own object is unreadable');
  return readSpacing(read.dataset, frame);
}

/** A sequence with one empty item. */
const ITEM = '\xfe\xff\x00\xe0\x00\x00\x00\x00';

const plane = { ImageOrientationPatient: [1, 0, 0, 0, 1, 0] };

describe('a millimetre', () => {
  it.each<[string, string, Attributes, Spacing]>([
    [
      'of a slice',
      CT,
      { ...plane, PixelSpacing: [0.7, 0.6] },
      { rowMm: 0.7, columnMm: 0.6, basis: 'patient' },
    ],
    ['of a slice without spacing', CT, plane, { rowMm: 1, columnMm: 1, basis: 'none' }],
    ['of a slice without plane', CT, { PixelSpacing: [0.7, 0.7] }, { rowMm: 1, columnMm: 1, basis: 'none' }],
    [
      'at the detector',
      DX,
      { ImagerPixelSpacing: [0.2, 0.1] },
      { rowMm: 0.2, columnMm: 0.1, basis: 'detector' },
    ],
    [
      'never of the patient on a film, plane or not',
      DX,
      { ...plane, PixelSpacing: [0.2, 0.2] },
      { rowMm: 0.2, columnMm: 0.2, basis: 'detector' },
    ],
    [
      'said twice',
      DX,
      { ImagerPixelSpacing: [0.15, 0.15], PixelSpacing: [0.150001, 0.15] },
      { rowMm: 0.15, columnMm: 0.15, basis: 'detector' },
    ],
    [
      'corrected, nobody says how',
      DX,
      { ImagerPixelSpacing: [0.15, 0.15], PixelSpacing: [0.13, 0.13] },
      { rowMm: 0.13, columnMm: 0.13, basis: 'magnification-corrected' },
    ],
    [
      'with an estimated magnification',
      DX,
      { ImagerPixelSpacing: [0.2, 0.2], EstimatedRadiographicMagnificationFactor: '1.25' },
      { rowMm: 0.16, columnMm: 0.16, basis: 'magnification-corrected' },
    ],
    [
      'with an impossible magnification',
      DX,
      { ImagerPixelSpacing: [0.2, 0.2], EstimatedRadiographicMagnificationFactor: '0.5 ' },
      { rowMm: 0.2, columnMm: 0.2, basis: 'detector' },
    ],
    [
      'calibrated by a fiducial',
      DX,
      { ImagerPixelSpacing: [0.2, 0.2], PixelSpacing: [0.17, 0.17], PixelSpacingCalibrationType: 'FIDUCIAL' },
      { rowMm: 0.17, columnMm: 0.17, basis: 'calibrated-fiducial' },
    ],
    [
      'calibrated by geometry, on a capture too',
      CAPTURE,
      { PixelSpacing: [0.17, 0.17], PixelSpacingCalibrationType: 'GEOMETRY' },
      { rowMm: 0.17, columnMm: 0.17, basis: 'calibrated-geometry' },
    ],
    ['of a screen', CAPTURE, { PixelSpacing: [0.3, 0.3] }, { rowMm: 1, columnMm: 1, basis: 'none' }],
    [
      'of a scanned film',
      CAPTURE,
      { NominalScannedPixelSpacing: '0.1\\0.1 ' },
      { rowMm: 0.1, columnMm: 0.1, basis: 'detector' },
    ],
    [
      'of ultrasound',
      '1.2.840.10008.5.1.4.1.1.6.1',
      { PixelSpacing: [0.1, 0.1], SequenceOfUltrasoundRegions: ITEM },
      { rowMm: 1, columnMm: 1, basis: 'none' },
    ],
    ['of one value', DX, { ImagerPixelSpacing: 0.2 }, { rowMm: 1, columnMm: 1, basis: 'none' }],
    ['of no size', DX, { ImagerPixelSpacing: [0, 0.2] }, { rowMm: 1, columnMm: 1, basis: 'none' }],
    [
      'of pixels with a shape only',
      CAPTURE,
      { PixelAspectRatio: [2, 1] },
      { rowMm: 2, columnMm: 1, basis: 'none' },
    ],
  ])('%s', (_what, SOPClassUID, attributes, expected) => {
    const { rowMm, columnMm, basis } = spacingOf(SOPClassUID, attributes);
    expect(basis).toBe(expected.basis);
    expect(rowMm).toBeCloseTo(expected.rowMm, 10);
    expect(columnMm).toBeCloseTo(expected.columnMm, 10);
  });

  it('may differ from frame to frame', () => {
    const attributes: DataSet = {
      SharedFunctionalGroupsSequence: [{ PlaneOrientationSequence: [plane] }],
      PerFrameFunctionalGroupsSequence: [
        { PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.5] }] },
        { PixelMeasuresSequence: [{ PixelSpacing: [0.6, 0.7] }] },
      ],
    };
    expect(spacingOf('1.2.840.10008.5.1.4.1.1.2.1', attributes, 2)).toEqual({
      rowMm: 0.6,
      columnMm: 0.7,
      basis: 'patient',
    });
  });
});

describe('a calibration', () => {
  const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
  const place = fc.record({
    x: fc.double({ min: 0, max: 4000, noNaN: true }),
    y: fc.double({ min: 0, max: 4000, noNaN: true }),
  });

  it('makes the drawn line its known length and keeps the shape of the pixels', () => {
    fc.assert(
      fc.property(positive, positive, place, place, positive, (rowMm, columnMm, from, to, lengthMm) => {
        fc.pre(Math.hypot(to.x - from.x, to.y - from.y) > 0.1);
        const after = calibrate({ rowMm, columnMm, basis: 'detector' }, { points: [from, to], lengthMm });
        const drawn = Math.hypot((to.x - from.x) * after.columnMm, (to.y - from.y) * after.rowMm);
        expect(after.basis).toBe('calibrated-by-reader');
        expect(drawn / lengthMm).toBeCloseTo(1, 9);
        expect(after.rowMm / after.columnMm / (rowMm / columnMm)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('of a line without length changes nothing', () => {
    const before: Spacing = { rowMm: 1, columnMm: 1, basis: 'none' };
    const at = { x: 3, y: 3 };
    expect(calibrate(before, { points: [at, at], lengthMm: 10 })).toEqual(before);
  });

  it('is the last one drawn on that very frame', () => {
    const drawn = (id: string, frame: number, createdAt: string, lengthMm: number | null) => ({
      id,
      SOPInstanceUID: '2.25.1',
      frame,
      kind: lengthMm === null ? ('length' as const) : ('calibration' as const),
      points: [],
      text: '',
      label: null,
      lengthMm,
      locked: false,
      author: '',
      createdAt,
      modifiedAt: createdAt,
    });
    const all = [
      drawn('a', 1, '2024-01-02T00:00:00.000Z', 20),
      drawn('b', 1, '2024-01-01T00:00:00.000Z', 10),
      drawn('c', 2, '2024-01-03T00:00:00.000Z', 30),
      drawn('d', 1, '2024-01-04T00:00:00.000Z', null),
    ];
    expect(calibrationOf(all, { SOPInstanceUID: '2.25.1', frame: 1 })?.lengthMm).toBe(20);
    expect(calibrationOf(all, { SOPInstanceUID: '2.25.2', frame: 1 })).toBeUndefined();
  });
});
