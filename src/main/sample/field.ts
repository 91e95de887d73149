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

  private pixelBox({ left, right, top, bottom }: Box) {
    return {
      firstColumn: Math.max(0, Math.floor(left / this.spacingMm)),
      lastColumn: Math.min(this.columns - 1, Math.ceil(right / this.spacingMm)),
      firstRow: Math.max(0, Math.floor(top / this.spacingMm)),
      lastRow: Math.min(this.rows - 1, Math.ceil(bottom / this.spacingMm)),
    };
  }

  /** Close to a Gaussian of this deviation: three running means each way, edges held. */
  blurred(sigmaMm: number): Field {
    const radius = Math.round((sigmaMm / this.spacingMm) * 0.977);
    const result = this.copy();
    if (radius < 1) return result;
    const scratch = new Float32Array(Math.max(this.columns, this.rows));
    for (let pass = 0; pass < 3; pass++) {
      for (let row = 0; row < this.rows; row++) {
        runningMean(result.data, row * this.columns, 1, this.columns, radius, scratch);
      }
      for (let column = 0; column < this.columns; column++) {
        runningMean(result.data, column, this.columns, this.rows, radius, scratch);
      }
    }
    return result;
  }

  /** The same picture at another size, bilinear. */
  resampled(columns: number, rows: number): Field {
    const result = new Field(columns, rows, (this.spacingMm * this.columns) / columns);
    const scaleX = this.columns / columns;
    const scaleY = this.rows / rows;
    for (let row = 0; row < rows; row++) {
      const y = Math.min(Math.max((row + 0.5) * scaleY - 0.5, 0), this.rows - 1.001);
      const y0 = Math.floor(y);
      const fy = y - y0;
      const line = y0 * this.columns;
      for (let column = 0; column < columns; column++) {
        const x = Math.min(Math.max((column + 0.5) * scaleX - 0.5, 0), this.columns - 1.001);
        const x0 = Math.floor(x);
        const fx = x - x0;
        const at = line + x0;
        const upper = (this.data[at] ?? 0) * (1 - fx) + (this.data[at + 1] ?? 0) * fx;
        const lower =
          (this.data[at + this.columns] ?? 0) * (1 - fx) + (this.data[at + this.columns + 1] ?? 0) * fx;
        result.data[row * columns + column] = upper * (1 - fy) + lower * fy;
      }
    }
    return result;
  }

  /** Blur by way of a smaller picture: for kernels so wide that the pixels no longer matter. */
  smoothed(sigmaMm: number): Field {
    const factor = Math.max(1, Math.floor(sigmaMm / this.spacingMm / 3));
    return this.resampled(Math.ceil(this.columns / factor), Math.ceil(this.rows / factor))
      .blurred(sigmaMm)
      .resampled(this.columns, this.rows);
  }
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function runningMean(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  scratch: Float32Array,
): void {
  for (let i = 0; i < count; i++) scratch[i] = data[start + i * step] ?? 0;
  const first = scratch[0] ?? 0;
  const last = scratch[count - 1] ?? 0;
  let sum = first * radius;
  for (let i = 0; i < radius; i++) sum += scratch[Math.min(i, count - 1)] ?? 0;
  const scale = 1 / (2 * radius + 1);
  for (let i = 0; i < count; i++) {
    sum += i + radius < count ? (scratch[i + radius] ?? 0) : last;
    data[start + i * step] = sum * scale;
    sum -= i - radius >= 0 ? (scratch[i - radius] ?? 0) : first;
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
