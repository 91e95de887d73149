/** A picture of one value per pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Part of a plane, in its pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Black for white; of values 0 to 1. */
export function inverted(plane: Plane): Plane {
  return { ...plane, data: plane.data.map((value) => 1 - value) };
}

/** Half as wide and high; each pixel is the mean of four. An odd last row or column is dropped. */
export function halved({ width, height, data }: Plane): Plane {
  const half = { width: Math.max(1, width >> 1), height: Math.max(1, height >> 1) };
  const out = new Float32Array(half.width * half.height);
  const right = width > 1 ? 1 : 0;
  const below = height > 1 ? width : 0;
  for (let y = 0; y < half.height; y++) {
    let from = 2 * y * width;
    for (let x = 0; x < half.width; x++, from += 2) {
      const sum =
        at(data, from) + at(data, from + right) + at(data, from + below) + at(data, from + below + right);
      out[y * half.width + x] = sum / 4;
    }
  }
  return { ...half, data: out };
}

/** Means over squares of `2 * radius + 1` pixels, smaller at the borders: one pass a direction with running sums. */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height } = plane;
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y++) meansAlong(plane.data, across, y * width, 1, width, radius);
  const data = new Float32Array(width * height);
  for (let x = 0; x < width; x++) meansAlong(across, data, x, width, height, radius);
  return { width, height, data };
}

function meansAlong(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  let sum = 0;
  let inside = 0;
  for (let i = 0; i < Math.min(radius, count); i++, inside++) sum += at(from, start + i * step);
  for (let i = 0; i < count; i++) {
    if (i + radius < count) {
      sum += at(from, start + (i + radius) * step);
      inside++;
    }
    if (i - radius > 0) {
      sum -= at(from, start + (i - radius - 1) * step);
      inside--;
    }
    to[start + i * step] = sum / inside;
  }
}

/** Typed arrays answer undefined outside; the loops here stay inside. */
function at(data: Float32Array, index: number): number {
  return data[index] ?? 0;
}
