import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelCard } from '../../contract/index.js';
import { type DataSet, encodeInstance } from '../../domain/dicom/index.js';
import { cast } from '../sample/cast.js';
import { paintFilm } from '../sample/paint-film.js';

// What this module's tests build on: real ONNX graphs, made here, small enough to be read.

/** Protocol buffers (wire types 0 and 2), as much of them as onnx.proto's ModelProto needs. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}
const integer = (field: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(field << 3), ...varint(value)]);
function block(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
}
const text = (field: number, value: string): Uint8Array => block(field, Buffer.from(value, 'utf8'));

const FLOAT = 1;
const INTS = 7;

interface Weights {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}
interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Attributes of whole numbers. */
  readonly ints?: Readonly<Record<string, readonly number[]>>;
}
interface Edge {
  readonly name: string;
  readonly shape: readonly number[];
}

const edge = (field: number, { name, shape }: Edge): Uint8Array => {
  const dims = shape.map((dim) => block(1, integer(1, dim)));
  return block(field, text(1, name), block(2, block(1, integer(1, FLOAT), block(2, ...dims))));
};

/** An ONNX model (opset 13) of the given graph. */
export function onnxModel(
  input: Edge,
  outputs: readonly Edge[],
  nodes: readonly Node[],
  weights: readonly Weights[],
): Uint8Array {
  const graph = block(
    7,
    ...nodes.map(({ op, inputs, output, ints = {} }) =>
      block(
        1,
        ...inputs.map((name) => text(1, name)),
        text(2, output),
        text(4, op),
        ...Object.entries(ints).map(([name, values]) =>
          block(5, text(1, name), ...values.map((value) => integer(8, value)), integer(20, INTS)),
        ),
      ),
    ),
    text(2, 'test'),
    ...weights.map(({ name, dims, values }) =>
      block(
        5,
        ...dims.map((dim) => integer(1, dim)),
        integer(2, FLOAT),
        text(8, name),
        block(9, new Uint8Array(Float32Array.from(values).buffer)),
      ),
    ),
    edge(11, input),
    ...outputs.map((output) => edge(12, output)),
  );
  return Buffer.concat([integer(1, 8), graph, block(8, text(1, ''), integer(2, 13))]);
}

const LABELS = ['Effusion', 'Cardiomegaly'] as const;
const CODES = ['60046008', '8186001'] as const;

/**
 * A findings network on an input of `size`: the first logit rises with the brightness of the picture, the second
 * falls; maps are the pooled picture and its negative.
 */
export function brightnessModel(size: number, bias: readonly [number, number] = [0, 0]): Uint8Array {
  const pool = size / 4;
  return onnxModel(
    { name: 'image', shape: [1, 3, size, size] },
    [
      { name: 'logits', shape: [1, 2] },
      { name: 'maps', shape: [1, 2, 4, 4] },
    ],
    [
      { op: 'Conv', inputs: ['image', 'mix', 'bias'], output: 'mixed', ints: { kernel_shape: [1, 1] } },
      {
        op: 'AveragePool',
        inputs: ['mixed'],
        output: 'maps',
        ints: { kernel_shape: [pool, pool], strides: [pool, pool] },
      },
      { op: 'GlobalAveragePool', inputs: ['mixed'], output: 'pooled' },
      { op: 'Flatten', inputs: ['pooled'], output: 'logits' },
    ],
    [
      { name: 'mix', dims: [2, 3, 1, 1], values: [1, 1, 1, -1, -1, -1] },
      { name: 'bias', dims: [2], values: bias },
    ],
  );
}

/**
 * A findings network that answers zero after a second or so of arithmetic: long enough for a test to meet it at work.
 */
export function slowModel(size: number): Uint8Array {
  const channels = 64;
  const kernel = 5;
  const rounds = ['first', 'second', 'third', 'fourth'];
  const pool = size / 4;
  return onnxModel(
    { name: 'image', shape: [1, 3, size, size] },
    [
      { name: 'logits', shape: [1, 2] },
      { name: 'maps', shape: [1, 2, 4, 4] },
    ],
    [
      { op: 'Conv', inputs: ['image', 'widen'], output: 'wide', ints: { kernel_shape: [1, 1] } },
      ...rounds.map((output, index) => ({
        op: 'Conv',
        inputs: [rounds[index - 1] ?? 'wide', 'mix'],
        output,
        ints: { kernel_shape: [kernel, kernel], pads: [2, 2, 2, 2] },
      })),
      { op: 'Conv', inputs: ['fourth', 'narrow'], output: 'narrowed', ints: { kernel_shape: [1, 1] } },
      {
        op: 'AveragePool',
        inputs: ['narrowed'],
        output: 'maps',
        ints: { kernel_shape: [pool, pool], strides: [pool, pool] },
      },
      { op: 'GlobalAveragePool', inputs: ['narrowed'], output: 'pooled' },
      { op: 'Flatten', inputs: ['pooled'], output: 'logits' },
    ],
    [
      zeros('widen', [channels, 3, 1, 1]),
      zeros('mix', [channels, channels, kernel, kernel]),
      zeros('narrow', [2, channels, 1, 1]),
    ],
  );
}

const zeros = (name: string, dims: readonly number[]): Weights => ({
  name,
  dims,
  values: new Array<number>(dims.reduce((product, dim) => product * dim, 1)).fill(0),
});

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A card that fits `brightnessModel`. */
export function findingsCard(weights: Uint8Array, size: number, change: Partial<ModelCard> = {}): ModelCard {
  return {
    schemaVersion: 1,
    name: 'brightness',
    title: 'Brightness',
    version: '1.0.0',
    task: 'findings',
    enabled: true,
    weightsSha256: hashOf(weights),
    input: {
      name: 'image',
      size,
      channels: 3,
      range: [-1, 1],
      crop: 'whole',
      margin: 0,
      normalise: { lowQuantile: 0.005, highQuantile: 0.995 },
    },
    outputs: [
      { name: 'logits', meaning: 'logits', shape: [1, 2] },
      { name: 'maps', meaning: 'activation-maps', shape: [1, 2, 4, 4] },
    ],
    labels: LABELS.map((label, index) => ({
      label,
      index,
      code: { CodeValue: CODES[index] ?? '', CodingSchemeDesignator: 'SCT', CodeMeaning: label },
      calibration: { scale: 1, offset: 0 },
      threshold: 0.5,
      unlikelyBelow: 0.3,
      likelyFrom: 0.7,
      reliable: index === 0,
      measured: null,
    })),
    combination: 'independent',
    calibration: { method: 'none', statement: 'Not calibrated.' },
    thresholds: 'Half.',
    trainingData: [],
    split: 'None.',
    measured: {},
    licence: 'none',
    intendedUse: 'Tests.',
    limitations: ['It sees brightness only.'],
    reproduce: 'It is made by its test.',
    ...change,
  };
}

/** Writes a package and returns its folder. */
export function writePackage(
  parent: string,
  card: ModelCard,
  weights: Uint8Array,
  folder = card.name,
): string {
  const dir = join(parent, folder);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'model.onnx'), weights);
  writeFileSync(join(dir, 'card.json'), JSON.stringify(card));
  return dir;
}

export interface FilmEncoding {
  /** Quarter turns clockwise. */
  readonly turns?: 0 | 1 | 2 | 3;
  readonly bits: 8 | 12 | 16;
  readonly photometric?: 'MONOCHROME1' | 'MONOCHROME2';
  readonly window?: boolean;
}

interface Grey {
  readonly Rows: number;
  readonly Columns: number;
  /** 0 to 1, bright bone. */
  readonly shade: (row: number, column: number) => number;
}

/** A film whose grey levels 0 to 255 are a bright body on black with a gradient; the same picture in every encoding. */
export function gradientFilm(encoding: FilmEncoding, attributes: DataSet = {}): Uint8Array<ArrayBuffer> {
  const Rows = 320;
  const shade = (row: number, column: number): number =>
    column < 40 ? 0 : Math.round((row / (Rows - 1)) * 255) / 255;
  return encodedFilm({ Rows, Columns: 256, shade }, encoding, attributes);
}

let painted: ReturnType<typeof paintFilm> | undefined;

/** The sample disc's first film, a frontal chest, in any encoding; painted once, which takes a second or so. */
export function chestFilm(encoding: FilmEncoding, attributes: DataSet = {}): Uint8Array<ArrayBuffer> {
  const image = cast[0]?.studies[0]?.series[0]?.image;
  if (image?.view !== 'PA') throw new Error('the sample disc has no frontal film');
  painted ??= paintFilm(image);
  const { columns, rows, values } = painted;
  const shade = (row: number, column: number): number => (values[row * columns + column] ?? 0) / 4095;
  return encodedFilm({ Rows: rows, Columns: columns, shade }, encoding, attributes);
}

function encodedFilm(
  grey: Grey,
  { bits, photometric = 'MONOCHROME2', window = false, turns = 0 }: FilmEncoding,
  attributes: DataSet,
): Uint8Array<ArrayBuffer> {
  const { Rows, Columns, shade } = turned(grey, turns);
  const most = 2 ** bits - 1;
  const pixels = bits === 8 ? new Uint8Array(Rows * Columns) : new Uint16Array(Rows * Columns);
  for (let row = 0; row < Rows; row++) {
    for (let column = 0; column < Columns; column++) {
      const value = Math.round(shade(row, column) * most);
      pixels[row * Columns + column] = photometric === 'MONOCHROME1' ? most - value : value;
    }
  }
  return encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: '2.25.11.1.1',
    StudyInstanceUID: '2.25.11',
    SeriesInstanceUID: '2.25.11.1',
    PatientName: 'ИВАНОВА^АННА',
    PatientID: 'P1',
    PatientBirthDate: '19700102',
    PatientSex: 'F',
    StudyDate: '20240131',
    StudyTime: '101500',
    Modality: 'DX',
    InstanceNumber: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: photometric,
    Rows,
    Columns,
    BitsAllocated: bits === 8 ? 8 : 16,
    BitsStored: bits,
    HighBit: bits - 1,
    PixelRepresentation: 0,
    ...(window ? { WindowCenter: (most + 1) / 2, WindowWidth: most + 1 } : {}),
    PixelData: pixels,
    ...attributes,
  });
}

function turned(grey: Grey, turns: number): Grey {
  if (turns === 0) return grey;
  const { Rows, Columns, shade } = turned(grey, turns - 1);
  return { Rows: Columns, Columns: Rows, shade: (row, column) => shade(Rows - 1 - column, row) };
}
