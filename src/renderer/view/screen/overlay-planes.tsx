import { useLayoutEffect, useRef } from 'react';
import { type OverlayPlane, reducePlane } from '../read/overlay-planes.js';
import type { Stage } from '../stage/stage.js';
import type { DrawnFilm } from '../stage/stage-state.js';

interface OverlayPlanesProps {
  readonly stage: Pick<Stage, 'placement'>;
  /** A new one whenever the film has been drawn anew. */
  readonly drawn: DrawnFilm;
}

/** The film's own graphics, on the film: they follow its zoom, place, flips and turns. */
export function OverlayPlanes({ stage, drawn }: OverlayPlanesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    const placement = stage.placement();
    if (!element || !context || !placement) return;
    const ratio = window.devicePixelRatio || 1;
    // Setting the size also wipes the canvas.
    element.width = Math.round(element.clientWidth * ratio);
    element.height = Math.round(element.clientHeight * ratio);
    context.imageSmoothingEnabled = false;
    const { origin, perColumn, perRow } = placement;
    const scale = Math.min(Math.hypot(...perColumn), Math.hypot(...perRow)) * ratio;
    // So large that a block covers a pixel of the screen: smaller ones could fall between two.
    const factor = 2 ** Math.max(0, Math.ceil(Math.log2(1 / scale)));
    const { color } = getComputedStyle(element);
    for (const plane of drawn.picture.planes) {
      const [column, row] = plane.origin;
      context.setTransform(
        perColumn[0] * ratio * factor,
        perColumn[1] * ratio * factor,
        perRow[0] * ratio * factor,
        perRow[1] * ratio * factor,
        (origin[0] + perColumn[0] * column + perRow[0] * row) * ratio,
        (origin[1] + perColumn[1] * column + perRow[1] * row) * ratio,
      );
      context.drawImage(stencil(plane, factor, color), 0, 0);
    }
  }, [stage, drawn]);
  return <canvas ref={canvas} className="viewport-planes" data-testid="overlay-planes" aria-hidden />;
}

/** The last size of each plane; zooming within a factor of two needs no other. */
const stencils = new WeakMap<OverlayPlane, { readonly factor: number; readonly image: OffscreenCanvas }>();

function stencil(plane: OverlayPlane, factor: number, color: string): OffscreenCanvas {
  const known = stencils.get(plane);
  if (known?.factor === factor) return known.image;
  const { Rows, Columns, bits } = factor === 1 ? plane : reducePlane(plane, factor);
  const image = new OffscreenCanvas(Columns, Rows);
  const context = image.getContext('2d');
  if (!context) return image;
  const mask = context.createImageData(Columns, Rows);
  for (const [index, bit] of bits.entries()) mask.data[index * 4 + 3] = bit * 255;
  context.putImageData(mask, 0, 0);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = color;
  context.fillRect(0, 0, Columns, Rows);
  stencils.set(plane, { factor, image });
  return image;
}
