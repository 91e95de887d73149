/** A place on a film: column and row in pixels, (0, 0) the outer corner of the top left pixel. */
export interface ZonePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The lines between zones, in film pixels, of a frontal film: the box around both lungs, the midline, and the rows
 * that part the zones. On the film the patient's right is at the smaller column.
 */
export interface ZoneLines {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly midline: number;
  /** Lower wall of the aortic arch: between the upper and the middle zones of the Brixia score. */
  readonly upper: number;
  /** Lower wall of the right lower pulmonary vein: between its middle and lower zones. */
  readonly lower: number;
  /** First branch of the left main bronchus: between the quadrants of the RALE score. */
  readonly hilum: number;
}

export type ZoneLine = keyof ZoneLines;
export type ZoneScheme = 'brixia' | 'rale';

export interface LungBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly midline?: number | undefined;
}

/** A zone by its letter in the score. */
export interface Zone {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The lines that a scheme has, those that the reader can move. */
export const linesOf: Readonly<Record<ZoneScheme, readonly ZoneLine[]>> = {
  brixia: ['left', 'right', 'top', 'bottom', 'midline', 'upper', 'lower'],
  rale: ['left', 'right', 'top', 'bottom', 'midline', 'hilum'],
};

/** Where lungs lie on a well-positioned frontal film, as shares of it; for the reader to put right. */
const USUAL_BOX = { left: 0.1, right: 0.9, top: 0.08, bottom: 0.82 } as const;

/** The box where lungs usually lie on a film. */
export const usualLungBox = ({
  Rows,
  Columns,
}: {
  readonly Rows: number;
  readonly Columns: number;
}): LungBox => ({
  left: USUAL_BOX.left * Columns,
  right: USUAL_BOX.right * Columns,
  top: USUAL_BOX.top * Rows,
  bottom: USUAL_BOX.bottom * Rows,
});

/**
 * Lines by proportion: thirds and half of the lungs' height. The papers name landmarks, which nothing here looks
 * for, so that the reader moves what does not lie right.
 */
export function defaultLines(box: LungBox): ZoneLines {
  const { left, right, top, bottom } = box;
  const at = (share: number): number => top + share * (bottom - top);
  return {
    left,
    right,
    top,
    bottom,
    midline: box.midline ?? (left + right) / 2,
    upper: at(1 / 3),
    lower: at(2 / 3),
    hilum: at(1 / 2),
  };
}

const columnLines: readonly ZoneLine[] = ['left', 'midline', 'right'];
/** Lines that must not pass each other. */
const orders: readonly (readonly ZoneLine[])[] = [
  columnLines,
  ['top', 'upper', 'lower', 'bottom'],
  ['top', 'hilum', 'bottom'],
];

/** A zone keeps at least this share of the film's side. */
const LEAST = 0.02;

/** Moves one line, no further than the film and its neighbours allow. */
export function moveLine(
  lines: ZoneLines,
  line: ZoneLine,
  to: number,
  film: { readonly Rows: number; readonly Columns: number },
): ZoneLines {
  const order = orders.find((each) => each.includes(line)) ?? [];
  const side = order === columnLines ? film.Columns : film.Rows;
  const at = order.indexOf(line);
  const [before, after] = [order[at - 1], order[at + 1]];
  const lowest = before === undefined ? 0 : lines[before] + LEAST * side;
  const highest = after === undefined ? side : lines[after] - LEAST * side;
  const moved = { ...lines, [line]: Math.min(highest, Math.max(lowest, to)) };
  // The box's edges bound the hilum too.
  return { ...moved, hilum: Math.min(moved.bottom, Math.max(moved.top, moved.hilum)) };
}

/** The zones of a scheme, in the order of its answer: right lung from above, then left lung from above. */
export function zonesOf(scheme: ZoneScheme, lines: ZoneLines): Zone[] {
  const { left, right, top, bottom, midline, upper, lower, hilum } = lines;
  const rows = scheme === 'brixia' ? [top, upper, lower, bottom] : [top, hilum, bottom];
  const names = scheme === 'brixia' ? 'ABCDEF' : '1234';
  const sides = [
    { left, right: midline },
    { left: midline, right },
  ];
  return sides.flatMap((side, at) =>
    rows.slice(1).map((rowBelow, row) => ({
      ...side,
      name: names[at * (rows.length - 1) + row] ?? '',
      top: rows[row] ?? top,
      bottom: rowBelow,
    })),
  );
}
