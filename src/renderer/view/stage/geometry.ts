export type Vector3 = readonly [number, number, number];
export type Vector2 = readonly [number, number];

const opposite: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

/** Letters of a direction in the patient: the main axis first, then others of some weight (PS3.3 C.7.6.1.1.1). */
export function lettersOf([x, y, z]: Vector3): string {
  const axes: [string, number][] = [
    [x >= 0 ? 'L' : 'R', Math.abs(x)],
    [y >= 0 ? 'P' : 'A', Math.abs(y)],
    [z >= 0 ? 'H' : 'F', Math.abs(z)],
  ];
  return axes
    .filter(([, weight]) => weight > 0.3)
    .sort((a, b) => b[1] - a[1])
    .map(([letter]) => letter)
    .join('');
}

export const opposed = (letters: string): string =>
  [...letters].map((letter) => opposite[letter] ?? letter).join('');

/** The orientation letters at the four edges of a viewport; '' where the film does not say. */
export interface EdgeLetters {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

const noLetters: EdgeLetters = { top: '', right: '', bottom: '', left: '' };

/**
 * Letters for the edges of the screen.
 * @param along where the rows (left to right) and the columns (top to bottom) of the image lead in the patient
 * @param onScreen the same two directions as they run on the screen now, flips and rotation included
 */
export function edgeLetters(
  along: { readonly row: string; readonly column: string },
  onScreen: { readonly row: Vector2; readonly column: Vector2 },
): EdgeLetters {
  if (along.row === '' || along.column === '') return noLetters;
  const rowIsHorizontal = Math.abs(onScreen.row[0]) >= Math.abs(onScreen.row[1]);
  const [horizontal, vertical] = rowIsHorizontal
    ? [
        { letters: along.row, sign: onScreen.row[0] },
        { letters: along.column, sign: onScreen.column[1] },
      ]
    : [
        { letters: along.column, sign: onScreen.column[0] },
        { letters: along.row, sign: onScreen.row[1] },
      ];
  const right = horizontal.sign >= 0 ? horizontal.letters : opposed(horizontal.letters);
  const bottom = vertical.sign >= 0 ? vertical.letters : opposed(vertical.letters);
  return { top: opposed(bottom), right, bottom, left: opposed(right) };
}

/** Directions of rows and columns, by Image Orientation (Patient) where there is one, else Patient Orientation. */
export function imageDirections(
  ImageOrientationPatient: readonly number[],
  PatientOrientation: readonly string[],
): { row: string; column: string } {
  const [rx, ry, rz, cx, cy, cz] = ImageOrientationPatient;
  if (
    rx !== undefined &&
    ry !== undefined &&
    rz !== undefined &&
    cx !== undefined &&
    cy !== undefined &&
    cz !== undefined
  ) {
    return { row: lettersOf([rx, ry, rz]), column: lettersOf([cx, cy, cz]) };
  }
  const [row = '', column = ''] = PatientOrientation.map((letters) => letters.replace(/[^LRAPHF]/g, ''));
  return { row, column };
}

/**
 * Scale that shows the whole image: device pixels per image pixel.
 * @param quarterTurns how often the image is turned by 90°
 */
export function fitScale(
  image: { readonly width: number; readonly height: number },
  canvas: { readonly width: number; readonly height: number },
  quarterTurns: number,
): number {
  const turned = quarterTurns % 2 !== 0;
  const width = turned ? image.height : image.width;
  const height = turned ? image.width : image.height;
  return Math.min(canvas.width / width, canvas.height / height);
}
