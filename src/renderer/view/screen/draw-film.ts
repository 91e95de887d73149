import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import type { ObjectAddress } from '../read/reader-protocol.js';
import { lookOf } from './film-looks.js';

/** For paper: a whole page at 200 dots an inch has no more. */
const SIZE_PX = 1600;
const QUALITY = 0.9;

/** One frame of a study, as a picture for whoever prints it. */
export interface FilmToDraw {
  readonly studyId: number;
  readonly object: ObjectAddress;
  /** From 0. */
  readonly frame: number;
}

/**
 * Draws a film with the window that its reader has given it, else with its own first one; upright as stored.
 * @returns a JPEG as a data URL; undefined where it cannot be shown
 */
export async function drawFilm({ studyId, object, frame }: FilmToDraw): Promise<string | undefined> {
  const look = lookOf(studyId, { object, frame });
  const request = { kind: 'thumbnail', object, frame, sizePx: SIZE_PX, look } as const;
  const picture = await reader()
    .ask(request, priorities.visible)
    .catch(() => undefined);
  if (picture === undefined) return undefined;
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  return dataUrlOf(await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY }));
}

function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const file = new FileReader();
    file.onload = () => resolve(String(file.result));
    file.onerror = () => reject(new Error('a picture cannot be read back'));
    file.readAsDataURL(blob);
  });
}
