/** A private element known to hold no identity: its creator and its place in the block (PS3.5 7.8.1). */
export interface SafePrivateElement {
  readonly creator: string;
  readonly group: number;
  /** The lower byte of the element number: the xx of (gggg,bbxx). */
  readonly element: number;
}

/** Of PS3.15 table E.3.10-1: acquisition physics that no standard attribute of older scanners has. */
const known: readonly [creator: string, group: number, elements: readonly number[]][] = [
  ['Philips PET Private Group', 0x7053, [0x00, 0x09]],
  ['ELSCINT1', 0x00e1, [0x21]],
  ['ELSCINT1', 0x01e1, [0x26, 0x50]],
  ['ELSCINT1', 0x01f1, [0x01, 0x07, 0x26, 0x27]],
  ['GEMS_ACQU_01', 0x0019, [0x23, 0x24, 0x27]],
  ['GEMS_SERS_01', 0x0025, [0x07]],
  ['GEMS_PARM_01', 0x0043, [0x27, 0x39, 0x6f]],
  ['GEMS_HELIOS_01', 0x0045, [0x01, 0x02]],
  ['GEIIS PACS', 0x0903, [0x10, 0x11, 0x12]],
  ['Philips Imaging DD 001', 0x2001, [0x03, 0x04]],
  ['SIEMENS MR HEADER', 0x0019, [0x0c, 0x0d, 0x0e, 0x27]],
];

export const safePrivateElements: readonly SafePrivateElement[] = known.flatMap(
  ([creator, group, elements]) => elements.map((element) => ({ creator, group, element })),
);
