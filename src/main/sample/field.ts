import type { Random } from './random.js';

/** A picture of one quantity, row by row; positions are millimetres from the upper left corner. */
export class Field {
  readonly data: Float32Array;

  constructor(
    readonly columns: number,
    readonly rows: number,
    readonly spacingMm: number,
  ) {
    this.data = new Float32Array(columns * rows);
  }

  /** An empty field of the same size. */
  blank(): Field {
    return new Field(this.columns, this.rows, this.spacingMm);
  }

  copy(): Field {
    const copy = this.blank();
    copy.data.set(this.data);
    return copy;
  }

  /** Replaces every value inside the box (millimetres); `at` gets the position and the value that is there. */
  paint(box: Box, at: (xMm: number, yMm: number, value: number) => number): this {
    const { columns, spacingMm, data } = this;
    const { firstColumn, lastColumn, firstRow, lastRow } = this.pixelBox(box);
    for (let row = firstRow; row <= lastRow; row++) {
      const yMm = (row + 0.5) * spacingMm;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const index = row * columns + column;
        data[index] = at((column + 0.5) * spacingMm, yMm, data[index] ?? 0);
      }
    }
    return this;
  }

  paintAll(at: (xMm: number, yMm: number, value: number) => number): this {
    return this.paint({ left: 0, top: 0, right: Infinity, bottom: Infinity }, at);
  }

  /** this += factor · other, value by value. */
  add(other: Field, factor = 1): this {
    const { data } = this;
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + factor * (other.data[i] ?? 0);
    return this;
  }

  /** this += other inside the box, and clears `other` there: a scratch layer goes down and is ready again. */
  absorb(other: Field, box: Box): void {
    const { columns, spacingMm, data } = this;
    const { firstColumn, lastColumn, firstRow, lastRow } = this.pixelBox(box);
    if (other.columns !== columns || other.spacingMm !== spacingMm)
      throw new RangeError('fields differ in size');
    for (let row = firstRow; row <= lastRow; row++) {
      for (let index = row * columns + firstColumn; index <= row * columns + lastColumn; index++) {
        data[index] = (data[index] ?? 0) + (other.data[index] ?? 0);
        other.data[index] = 0;
      }
    }
  }

  /** Columns and rows that a box touches, last ones included. */
  pixelBox({ left, right, top, bottom }: Box): PixelBox {
    return {
      firstColumn: Math.max(0, Math.floor(left / this.spacingMm)),
      lastColumn: Math.min(this.columns - 1, Math.ceil(right / this.spacingMm)),
      firstRow: Math.max(0, Math.floor(top / this.spacingMm)),
      lastRow: Math.min(this.rows - 1, Math.ceil(bottom / this.spacingMm)),
    };
  }

  /**
   * Blurs in place, close to a Gaussian of this deviation: three running means each way, one where the deviation is
   * about a pixel; edges are held.
   */
  blur(sigmaMm: number): this {
    const sigma = sigmaMm / this.spacingMm;
    const passes = sigma < 1.3 ? 1 : 3;
    const radius = Math.round(passes === 1 ? sigma * 1.23 : sigma * 0.977);
    if (radius < 1) return this;
    const line = new Float32Array(this.columns);
    for (let row = 0; row < this.rows; row++) {
      for (let pass = 0; pass < passes; pass++) rowMean(this.data, row * this.columns, radius, line);
    }
    let from: Float32Array = this.data;
    let to: Float32Array = new Float32Array(this.data.length);
    for (let pass = 0; pass < passes; pass++) {
      columnMean(from, to, this.columns, this.rows, radius);
      [from, to] = [to, from];
    }
    if (from !== this.data) this.data.set(from);
    return this;
  }

  blurred(sigmaMm: number): Field {
    return this.copy().blur(sigmaMm);
  }

  /** The same picture at another size, bilinear. */
  resampled(columns: number, rows: number): Field {
    const result = new Field(columns, rows, (this.spacingMm * this.columns) / columns);
    const [x, y] = [interpolation(this.columns, columns), interpolation(this.rows, rows)];
    const { data } = this;
    const out = result.data;
    for (let row = 0; row < rows; row++) {
      const upper = (y.first[row] ?? 0) * this.columns;
      const lower = upper + this.columns;
      const fy = y.share[row] ?? 0;
      for (let column = 0; column < columns; column++) {
        const at = x.first[column] ?? 0;
        const fx = x.share[column] ?? 0;
        const left = (data[upper + at] ?? 0) * (1 - fy) + (data[lower + at] ?? 0) * fy;
        const right = (data[upper + at + 1] ?? 0) * (1 - fy) + (data[lower + at + 1] ?? 0) * fy;
        out[row * columns + column] = left + (right - left) * fx;
      }
    }
    return result;
  }

  /** Blur by way of a smaller picture: for kernels so wide that the pixels no longer matter. */
  smoothed(sigmaMm: number): Field {
    const factor = Math.max(1, Math.floor(sigmaMm / this.spacingMm / 3));
    return this.resampled(Math.ceil(this.columns / factor), Math.ceil(this.rows / factor))
      .blur(sigmaMm)
      .resampled(this.columns, this.rows);
  }
}

export interface PixelBox {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** For each of `to` samples, the earlier of the two of `from` that it lies between, and its share of the later one. */
function interpolation(from: number, to: number): { first: Int32Array; share: Float32Array } {
  const first = new Int32Array(to);
  const share = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1.001);
    first[i] = Math.floor(position);
    share[i] = position - Math.floor(position);
  }
  return { first, share };
}

function rowMean(data: Float32Array, start: number, radius: number, line: Float32Array): void {
  const count = line.length;
  line.set(data.subarray(start, start + count));
  const first = line[0] ?? 0;
  const last = line[count - 1] ?? 0;
  let sum = first * radius;
  for (let i = 0; i < radius; i++) sum += line[Math.min(i, count - 1)] ?? 0;
  const scale = 1 / (2 * radius + 1);
  for (let i = 0; i < count; i++) {
    sum += i + radius < count ? (line[i + radius] ?? 0) : last;
    data[start + i] = sum * scale;
    sum -= i >= radius ? (line[i - radius] ?? 0) : first;
  }
}

/** All columns at once, row after row: memory is read in the order in which it lies. */
function columnMean(
  from: Float32Array,
  to: Float32Array,
  columns: number,
  rows: number,
  radius: number,
): void {
  const rowAt = (row: number): Float32Array => {
    const start = Math.min(Math.max(row, 0), rows - 1) * columns;
    return from.subarray(start, start + columns);
  };
  // Doubles: a running sum in single precision would drift.
  const sums = new Float64Array(columns);
  for (let row = -radius; row < radius; row++) {
    const line = rowAt(row);
    for (let column = 0; column < columns; column++) sums[column] = (sums[column] ?? 0) + (line[column] ?? 0);
  }
  const scale = 1 / (2 * radius + 1);
  for (let row = 0; row < rows; row++) {
    const entering = rowAt(row + radius);
    const leaving = rowAt(row - radius);
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      const sum = (sums[column] ?? 0) + (entering[column] ?? 0);
      to[start + column] = sum * scale;
      sums[column] = sum - (leaving[column] ?? 0);
    }
  }
}

/** Smooth noise about 0, deviation near 1, whose grains are about `grainMm` wide; finer octaves fade by `fade`. */
export function grainField(
  like: Field,
  random: Random,
  options: { readonly grainMm: number; readonly octaves: number; readonly fade: number },
): Field {
  const total = like.blank();
  let weight = 1;
  let power = 0;
  let grainMm = options.grainMm;
  for (let octave = 0; octave < options.octaves; octave++) {
    const columns = Math.min(like.columns, Math.max(2, Math.ceil((like.columns * like.spacingMm) / grainMm)));
    const rows = Math.min(like.rows, Math.max(2, Math.ceil((like.rows * like.spacingMm) / grainMm)));
    const lattice = new Field(columns, rows, grainMm);
    for (let i = 0; i < lattice.data.length; i++)
      lattice.data[i] = (random() + random() + random() - 1.5) * 2;
    total.add(lattice.resampled(like.columns, like.rows), weight);
    // Bilinear interpolation between independent nodes keeps 4/9 of their variance.
    power += weight * weight * (4 / 9);
    weight *= options.fade;
    grainMm /= 2;
  }
  const scale = 1 / Math.sqrt(power);
  for (let i = 0; i < total.data.length; i++) total.data[i] = (total.data[i] ?? 0) * scale;
  return total;
}
