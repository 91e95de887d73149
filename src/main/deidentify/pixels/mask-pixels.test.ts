import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../domain/dicom/index.js';
import { openStoredImage, type StoredFrame, type StoredImage } from '../../../domain/pixels/index.js';
import { nodeCodecs } from '../../codecs/index.js';
import { textBox } from '../testing.js';
import { maskPixels } from './mask-pixels.js';
import {
  type CompressedSyntax,
  compressedFile,
  compressedSyntaxes,
  encapsulatedFile,
  HEIGHT,
  type Layout,
  type NativeSyntax,
  nativeFile,
  nativeSyntaxes,
  PALETTE_BLACK,
  samplesOf,
  WIDTH,
} from './testing.js';

const box = textBox({ x: 2, y: 3, width: 6, height: 4 });
const isInside = (pixel: number): boolean => {
  const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
  return x >= 2 && x < 8 && y >= 3 && y < 7;
};

async function masked(file: Uint8Array, boxes = [box]): Promise<StoredImage> {
  const before = Uint8Array.from(file);
  const result = await maskPixels(memorySource(file), boxes);
  if (!result.ok) throw new Error(result.reason);
  expect(Buffer.compare(file, before)).toBe(0);
  return openStoredImage(result.source, nodeCodecs);
}

function sampleAt({ samples, isPlanar }: StoredFrame, layout: Layout, pixel: number, sample: number) {
  if (samples.length === WIDTH * HEIGHT * 2)
    return samples[(pixel >> 1) * 4 + (sample === 0 ? pixel & 1 : sample + 1)];
  return samples[isPlanar ? sample * WIDTH * HEIGHT + pixel : pixel * layout.SamplesPerPixel + sample];
}

/** What black is, said once more and independently. */
function blackIn(layout: Layout, frame: number): readonly number[] {
  const own = samplesOf(layout).slice(frame * WIDTH * HEIGHT, (frame + 1) * WIDTH * HEIGHT);
  const half = 2 ** (layout.BitsStored - 1);
  switch (layout.PhotometricInterpretation) {
    case 'MONOCHROME1':
      return [Math.max(...own)];
    case 'MONOCHROME2':
      return [Math.min(...own)];
    case 'PALETTE COLOR':
      return [PALETTE_BLACK];
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      return [0, half, half];
    case 'YBR_PARTIAL_422':
      return [16, 128, 128];
    default:
      return [0, 0, 0];
  }
}

async function expectMasked(image: StoredImage, layout: Layout): Promise<void> {
  const truth = samplesOf(layout);
  for (let frame = 0; frame < (layout.NumberOfFrames ?? 1); frame += 1) {
    const stored = await image.frame(frame);
    const black = blackIn(layout, frame);
    const [due, found]: (number | undefined)[][] = [[], []];
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
      for (let sample = 0; sample < layout.SamplesPerPixel; sample += 1) {
        const index = (frame * WIDTH * HEIGHT + pixel) * layout.SamplesPerPixel + sample;
        due?.push(isInside(pixel) ? black[sample] : truth[index]);
        found?.push(sampleAt(stored, layout, pixel, sample));
      }
    }
    expect(found).toEqual(due);
  }
}

const grey = (change: Partial<Layout>): Layout => ({
  PhotometricInterpretation: 'MONOCHROME2',
  SamplesPerPixel: 1,
  BitsAllocated: 16,
  BitsStored: 12,
  ...change,
});
const colour = (PhotometricInterpretation: string, change: Partial<Layout> = {}): Layout => ({
  PhotometricInterpretation,
  SamplesPerPixel: 3,
  BitsAllocated: 8,
  BitsStored: 8,
  ...change,
});

const layouts: Readonly<Record<string, Layout>> = {
  '8 bits': grey({ BitsAllocated: 8, BitsStored: 8 }),
  '8 bits signed': grey({ BitsAllocated: 8, BitsStored: 8, PixelRepresentation: 1 }),
  '12 bits': grey({}),
  '12 bits signed': grey({ PixelRepresentation: 1 }),
  '16 bits': grey({ BitsStored: 16 }),
  '16 bits signed': grey({ BitsStored: 16, PixelRepresentation: 1 }),
  '8 bits in a word': grey({ BitsStored: 8 }),
  '32 bits': grey({ BitsAllocated: 32, BitsStored: 32 }),
  'single bits': grey({ BitsAllocated: 1, BitsStored: 1 }),
  'MONOCHROME1 of 8 bits': grey({
    PhotometricInterpretation: 'MONOCHROME1',
    BitsAllocated: 8,
    BitsStored: 8,
  }),
  'MONOCHROME1 of 12 bits': grey({ PhotometricInterpretation: 'MONOCHROME1' }),
  'a palette': grey({ PhotometricInterpretation: 'PALETTE COLOR', BitsAllocated: 8, BitsStored: 8 }),
  'a palette in words': grey({ PhotometricInterpretation: 'PALETTE COLOR', BitsStored: 16 }),
  RGB: colour('RGB'),
  'RGB in planes': colour('RGB', { PlanarConfiguration: 1 }),
  'RGB of 16 bits': colour('RGB', { BitsAllocated: 16, BitsStored: 16 }),
  YBR_FULL: colour('YBR_FULL'),
  'YBR_FULL in planes': colour('YBR_FULL', { PlanarConfiguration: 1 }),
  'three frames': grey({ NumberOfFrames: 3 }),
  'three frames in planes': colour('RGB', { NumberOfFrames: 3, PlanarConfiguration: 1 }),
};
/** What only uncompressed pixels can be. */
const nativeLayouts: Readonly<Record<string, Layout>> = {
  ...layouts,
  'high bits': grey({ HighBit: 15 }),
  'high bits of a byte': grey({ BitsAllocated: 8, BitsStored: 6, HighBit: 7 }),
  YBR_FULL_422: colour('YBR_FULL_422'),
  YBR_PARTIAL_422: colour('YBR_PARTIAL_422'),
  'three frames of single bits': grey({ BitsAllocated: 1, BitsStored: 1, NumberOfFrames: 3 }),
};

const named = <T>(record: Readonly<Record<string, T>>): [string, T][] => Object.entries(record);
const pairs = <T>(record: Readonly<Record<string, T>>, syntaxes: object) =>
  named(record).flatMap(([name, layout]) =>
    Object.keys(syntaxes).map((syntax) => [name, syntax, layout] as const),
  );

describe('native pixels', () => {
  it.each(pairs(nativeLayouts, nativeSyntaxes))('%s, %s', async (_name, syntax, layout) => {
    const vrs =
      layout.BitsAllocated > 8 || syntax === 'implicit' ? (['OW'] as const) : (['OB', 'OW'] as const);
    for (const vr of vrs) {
      const image = await masked(nativeFile(layout, syntax as NativeSyntax, vr));
      const kept = syntax === 'deflated' ? nativeSyntaxes.explicit : nativeSyntaxes[syntax as NativeSyntax];
      expect(image.TransferSyntaxUID).toBe(kept);
      expect(image.pixelData.vr).toBe(vr);
      await expectMasked(image, layout);
    }
  });
});

/** What the encoders at hand can write; the decoders meet the rest in ../shared/data/dicom. */
function isWritable(layout: Layout, syntax: string): boolean {
  const { BitsAllocated, SamplesPerPixel } = layout;
  const isSigned = layout.PixelRepresentation === 1;
  switch (syntax) {
    case 'RLE':
      return BitsAllocated > 1;
    case 'JPEG-LS':
      return [8, 16].includes(BitsAllocated) && !isSigned;
    case 'JPEG 2000':
    case 'HTJ2K':
      return (
        [8, 16].includes(BitsAllocated) &&
        !(SamplesPerPixel === 3 && BitsAllocated === 16) &&
        !(isSigned && syntax === 'JPEG 2000')
      );
    default:
      return true;
  }
}

describe('compressed pixels', () => {
  const written = pairs(layouts, compressedSyntaxes).filter(([, syntax, layout]) =>
    isWritable(layout, syntax),
  );
  it.each(written)('%s, %s', async (_name, syntax, layout) => {
    const image = await masked(await compressedFile(layout, syntax as CompressedSyntax));
    const isPlain = image.TransferSyntaxUID === nativeSyntaxes.explicit;
    expect(isPlain || image.TransferSyntaxUID === compressedSyntaxes['JPEG-LS']).toBe(true);
    expect(image.dataset.string(0x00280004)).toBe(layout.PhotometricInterpretation);
    expect(image.layout.PlanarConfiguration).toBe(0);
    expect(image.dataset.has(0x00282110)).toBe(false);
    await expectMasked(image, layout);
  });

  it('undoes the colour transform of JPEG 2000 and says so', async () => {
    const layout = colour('YBR_RCT');
    const image = await masked(await compressedFile(layout, 'JPEG 2000'));
    expect(image.dataset.string(0x00280004)).toBe('RGB');
    await expectMasked(image, layout);
  });

  it('says of what a lossy stream became that it was lossy', async () => {
    const data = Buffer.alloc(WIDTH * HEIGHT * 4, 200);
    const stream = Uint8Array.from(encodeJpeg({ data, width: WIDTH, height: HEIGHT }, 80).data);
    const layout = colour('YBR_FULL_422');
    const image = await masked(encapsulatedFile(layout, '1.2.840.10008.1.2.4.50', [stream]));
    expect(image.TransferSyntaxUID).toBe(compressedSyntaxes['JPEG-LS']);
    const texts = [0x00280004, 0x00282110, 0x00282114].map((tag) => image.dataset.string(tag));
    expect(texts).toEqual(['RGB', '01', 'ISO_10918_1']);
    expect(image.dataset.number(0x00282112)).toBeCloseTo((WIDTH * HEIGHT * 3) / stream.length, 2);
    const { samples } = await image.frame(0);
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
      if (isInside(pixel)) expect([...samples.subarray(pixel * 3, pixel * 3 + 3)]).toEqual([0, 0, 0]);
      else expect(samples[pixel * 3]).toBeGreaterThan(150);
    }
    const told: [number, string, string][] = [
      [0x00282110, 'CS', '01'],
      [0x00282112, 'DS', '7'],
      [0x00282114, 'CS', 'ISO_15444_1'],
    ];
    const again = await masked(
      encapsulatedFile(layout, '1.2.840.10008.1.2.4.50', [stream], { elements: told }),
    );
    expect(again.dataset.strings(0x00282112)).toEqual(['7']);
    expect(again.dataset.strings(0x00282114)).toEqual(['ISO_15444_1']);
  });

  it('drops offset tables of the frames as they were', async () => {
    const layout = grey({ NumberOfFrames: 3 });
    const elements = [0x7fe00001, 0x7fe00002].map((tag) => [tag, 'OV', new Uint8Array(24)] as const);
    const image = await masked(await compressedFile(layout, 'RLE', { elements: elements.slice(1) }));
    expect([0x7fe00001, 0x7fe00002, 0x7fe00003].filter((tag) => image.dataset.has(tag))).toEqual([]);
    await expectMasked(image, layout);
  });
});

describe('what is darkest', () => {
  const spoilt: Layout = grey({ BitsStored: 16 });
  const low = Math.min(...samplesOf(spoilt));
  const high = Math.max(...samplesOf(spoilt));
  const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
  const second = (sign: 1 | -1): number =>
    sign *
    Math.min(
      ...samplesOf(spoilt)
        .filter((value) => value !== (sign === 1 ? low : high))
        .map((value) => sign * value),
    );
  it.each([
    ['a falling rescale', [[0x00281053, 'DS', '-1']], high],
    ['an inverse presentation', [[0x20500020, 'CS', 'INVERSE']], high],
    [
      'both',
      [
        [0x00281053, 'DS', '-1'],
        [0x20500020, 'CS', 'INVERSE'],
      ],
      low,
    ],
    ['padding of the lowest value', [[0x00280120, 'US', word(low)]], second(1)],
    [
      'padding of the highest value, inverse',
      [
        [0x00280120, 'US', word(high)],
        [0x20500020, 'CS', 'INVERSE'],
      ],
      second(-1),
    ],
  ] as const)('%s', async (_name, elements, black) => {
    const image = await masked(nativeFile(spoilt, 'explicit', 'OW', { elements }));
    const { samples } = await image.frame(0);
    expect(samples[WIDTH * 3 + 2]).toBe(black);
  });
});

describe('boxes', () => {
  const layout = grey({ NumberOfFrames: 3 });

  it('reach the frame that they are in, others stay', async () => {
    const one = textBox({ ...box, frame: 1 });
    const image = await masked(nativeFile(layout, 'explicit'), [one]);
    const truth = samplesOf(layout);
    for (const frame of [0, 2]) {
      const own = truth.slice(frame * WIDTH * HEIGHT, (frame + 1) * WIDTH * HEIGHT);
      expect([...(await image.frame(frame)).samples]).toEqual(own);
    }
    expect((await image.frame(1)).samples[WIDTH * 3 + 2]).toBe(blackIn(layout, 1)[0]);
  });

  it('are cut at the border, may overlap, and leave markers alone', async () => {
    const image = await masked(nativeFile(grey({}), 'explicit'), [
      textBox({ x: 10, y: 8, width: 500, height: 500 }),
      textBox({ x: 12, y: 7, width: 2, height: 2 }),
      textBox({ x: 0, y: 0, width: 4, height: 4, kind: 'marker' }),
    ]);
    const { samples } = await image.frame(0);
    const truth = samplesOf(grey({}));
    expect(samples[0]).toBe(truth[0]);
    expect(samples[WIDTH * HEIGHT - 1]).toBe(Math.min(...truth));
    expect(samples[WIDTH * 7 + 12]).toBe(Math.min(...truth));
  });

  it('go with the bits of an overlay of old, and with what was said of the range', async () => {
    const elements = [
      [0x00280106, 'US', Uint8Array.of(1, 0)],
      [0x00280107, 'US', Uint8Array.of(9, 0)],
    ] as const;
    const file = nativeFile(grey({}), 'explicit', 'OW', { elements, foreignBits: 0x8000 });
    const result = await maskPixels(memorySource(file), [box]);
    if (!result.ok) throw new Error(result.reason);
    const image = openStoredImage(result.source, nodeCodecs);
    const words = result.source.read(image.pixelData.offset, WIDTH * HEIGHT * 2);
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
      expect((words[pixel * 2 + 1] ?? 0) >> 7).toBe(isInside(pixel) ? 0 : 1);
    }
    expect(image.dataset.has(0x00280106) || image.dataset.has(0x00280107)).toBe(false);
    expect(image.dataset.strings(0x00080008)).toEqual(['DERIVED', 'PRIMARY']);
  });
});

describe('what cannot be masked', () => {
  const outcome = async (file: Uint8Array, boxes = [box]): Promise<string> => {
    const result = await maskPixels(memorySource(file), boxes);
    return result.ok ? 'masked' : result.code;
  };
  const patched = (file: Uint8Array, tag: number, value: number): Uint8Array => {
    const header = [tag >>> 16, tag & 0xffff].flatMap((word) => [word & 0xff, word >> 8]);
    const at = Buffer.from(file).indexOf(Uint8Array.of(...header, 0x55, 0x53));
    const changed = Uint8Array.from(file);
    changed.set([value & 0xff, value >> 8], at + 8);
    return changed;
  };

  it('is refused by name: cut off, larger than its pixels, beside the picture', async () => {
    const native = nativeFile(grey({}), 'explicit');
    expect(await outcome(native)).toBe('masked');
    expect(await outcome(native.subarray(0, native.length - 2))).toBe('truncated-pixels');
    expect(await outcome(patched(native, 0x00280010, HEIGHT + 1))).toBe('truncated-pixels');
    expect(await outcome(patched(native, 0x00280010, 0))).toBe('unmaskable');
    expect(await outcome(patched(native, 0x00280100, 12))).toBe('unmaskable');
    expect(await outcome(native, [textBox({ x: WIDTH })])).toBe('unmaskable');
    expect(await outcome(native, [textBox({ frame: 1 })])).toBe('unmaskable');
    const deflated = nativeFile(grey({}), 'deflated');
    expect(await outcome(deflated.subarray(0, deflated.length - 40))).not.toBe('masked');
  });

  it.each(Object.keys(compressedSyntaxes))('is refused where %s is cut off or another size', async (name) => {
    const syntax = name as CompressedSyntax;
    const layout = grey({ BitsStored: 16 });
    const file = await compressedFile(layout, syntax);
    expect(await outcome(file)).toBe('masked');
    expect(await outcome(patched(file, 0x00280011, WIDTH + 8))).not.toBe('masked');
    expect(await outcome(file.subarray(0, file.length - 60))).not.toBe('masked');
  });
});
