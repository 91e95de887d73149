import { useEffect, useRef } from 'react';
import type { Vector2 } from '../stage/geometry.js';
import { drawLens, drawLensPlanes } from '../stage/magnifier.js';
import type { Stage } from '../stage/stage.js';

const SIZE_PX = 260;
const POWER = 3;

interface LensProps {
  readonly stage: Stage;
  readonly at: Vector2;
  /** Shows the film's graphics as well. */
  readonly planes: boolean;
}

/** A square that shows what is under the pointer, enlarged from the film's own pixels. */
export function Lens({ stage, at, planes }: LensProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x, y] = at;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const source = stage.lensSource();
    if (!context || !source) return;
    const image = context.createImageData(context.canvas.width, context.canvas.height);
    drawLens(image, source, [x, y], POWER);
    if (planes) drawLensPlanes(image, source, [x, y], POWER, rgbOf(getComputedStyle(context.canvas).color));
    context.putImageData(image, 0, 0);
  }, [stage, planes, x, y]);
  const pixels = Math.round(SIZE_PX * (window.devicePixelRatio || 1));
  return (
    <canvas
      ref={canvas}
      className="viewport-lens"
      width={pixels}
      height={pixels}
      style={{ width: SIZE_PX, height: SIZE_PX, left: x - SIZE_PX / 2, top: y - SIZE_PX / 2 }}
      aria-hidden
    />
  );
}

/** Red, green and blue of a computed colour: `rgb(1, 2, 3)`. */
function rgbOf(color: string): readonly number[] {
  return (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}
