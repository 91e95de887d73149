import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Plane, Rect } from './plane.js';
import { regionsAbove } from './regions.js';

/** Where the network of PP-OCRv4 sees writing, of any script. */
export interface Candidate extends Rect {
  /** 0 to 1: the network's own mean over the place. */
  readonly confidence: number;
}

/** Above it a pixel belongs to writing (PaddleOCR's own value is 0.3). */
const PIXEL_THRESHOLD = 0.25;
/** Mean over a region; low, because the reader judges what it lets through. PaddleOCR's own value is 0.6. */
const REGION_THRESHOLD = 0.4;
/** The network was trained to shrink lines of writing by this share of area over perimeter; it is given back. */
const UNCLIP_RATIO = 1.7;
const LEAST_SIDE = 3;

// ImageNet's mean and standard deviation by channel.
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

export class TextDetector {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async open(modelPath: string): Promise<TextDetector> {
    return new TextDetector(
      await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 }),
    );
  }

  /**
   * Candidates in one tile.
   * @param channels three planes of one size, 0 to 1: what the network takes for red, green and blue.
   * @returns rectangles in pixels of the planes.
   */
  async find(
    channels: readonly [red: Plane, green: Plane, blue: Plane],
    tile: Rect,
  ): Promise<readonly Candidate[]> {
    const width = Math.ceil(tile.width / 32) * 32;
    const height = Math.ceil(tile.height / 32) * 32;
    const input = new Float32Array(3 * width * height);
    channels.forEach((plane, channel) => {
      const [mean, deviation] = [MEAN[channel] ?? 0, DEVIATION[channel] ?? 1];
      for (let y = 0; y < height; y++) {
        // Beyond the tile its last row and column go on, so that no edge appears that could be a stroke.
        const row = (tile.y + Math.min(y, tile.height - 1)) * plane.width + tile.x;
        const to = (channel * height + y) * width;
        for (let x = 0; x < width; x++) {
          input[to + x] = ((plane.data[row + Math.min(x, tile.width - 1)] ?? 0) - mean) / deviation;
        }
      }
    });
    const outputs = await this.#session.run({ x: new Tensor('float32', input, [1, 3, height, width]) });
    const output = outputs[this.#session.outputNames[0] ?? ''];
    if (!(output?.data instanceof Float32Array)) throw new Error('the text detector answers no map');
    const map = { width, height, data: output.data };
    return regionsAbove(map, PIXEL_THRESHOLD)
      .filter(({ mean, width, height }) => mean >= REGION_THRESHOLD && Math.max(width, height) >= LEAST_SIDE)
      .map((region) => {
        const margin = (UNCLIP_RATIO * region.width * region.height) / (2 * (region.width + region.height));
        const x = Math.max(0, region.x - margin);
        const y = Math.max(0, region.y - margin);
        return {
          x: tile.x + x,
          y: tile.y + y,
          width: Math.min(tile.width, region.x + region.width + margin) - x,
          height: Math.min(tile.height, region.y + region.height + margin) - y,
          confidence: region.mean,
        };
      })
      .filter(({ width, height }) => width > 0 && height > 0);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
