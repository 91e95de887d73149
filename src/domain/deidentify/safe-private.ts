/** A private element known to hold no identity: its creator and its place in the block (PS3.5 7.8.1). */
export interface SafePrivateElement {
  readonly creator: string;
  readonly group: number;
  /** The lower byte of the element number: the xx of (gggg,bbxx). */
  readonly element: number;
}

/** With VR and name by a published dictionary of private elements, where a test looks them up. */
export interface KnownPrivateElement extends SafePrivateElement {
  readonly vr: string;
  readonly name: string;
}

/**
 * Acquisition physics that no standard attribute of older scanners has, of the kind that PS3.15 table E.3.10-1 lists.
 * That table is not among the facts at hand, so an element stands here only if pydicom's dictionary of private
 * elements knows its creator, VR and name, and the name can mean nobody.
 */
const known = `
GEIIS PACS | 0903 10 US | Reject Image Flag
GEIIS PACS | 0903 11 US | Significant Flag
GEIIS PACS | 0903 12 US | Confidential Flag
GEMS_ACQU_01 | 0019 23 DS | Table Speed [mm/rotation]
GEMS_ACQU_01 | 0019 24 DS | Mid Scan Time [sec]
GEMS_ACQU_01 | 0019 27 DS | Rotation Speed [msec]
GEMS_HELIOS_01 | 0045 01 SS | Number of Macro Rows in Detector
GEMS_HELIOS_01 | 0045 02 FL | Macro width at ISO Center
GEMS_PARM_01 | 0043 27 SH | Scan Pitch Ratio
GEMS_PARM_01 | 0043 39 IS | Slop_int_6... slop_int_9
GEMS_PARM_01 | 0043 6f DS | Scanner Table Entry (single gradient coil systems only)/Scanner Table Entry + Gradient Coil Selected
GEMS_SERS_01 | 0025 07 SL | Images in Series
ELSCINT1 | 01f1 01 CS | Acquisition Type
ELSCINT1 | 01f1 07 DS | Table Velocity
ELSCINT1 | 01f1 26 DS | Pitch
ELSCINT1 | 01f1 27 DS | Rotation Time
Philips Imaging DD 001 | 2001 03 FL | Diffusion B-Factor
Philips Imaging DD 001 | 2001 04 CS | Diffusion Direction
Philips PET Private Group | 7053 00 DS | SUV Scale Factor
Philips PET Private Group | 7053 09 DS | Activity Concentration Scale Factor
SIEMENS MR HEADER | 0019 0c IS | B_value
SIEMENS MR HEADER | 0019 0d CS | DiffusionDirectionality
SIEMENS MR HEADER | 0019 0e FD | DiffusionGradientDirection
SIEMENS MR HEADER | 0019 27 FD | B_matrix`;

export const knownPrivateElements: readonly KnownPrivateElement[] = known
  .trim()
  .split('\n')
  .map((line) => {
    const [creator = '', place = '', name = ''] = line.split(' | ');
    const [group = '', element = '', vr = ''] = place.split(' ');
    return { creator, group: Number.parseInt(group, 16), element: Number.parseInt(element, 16), vr, name };
  });

export const safePrivateElements: readonly SafePrivateElement[] = knownPrivateElements.map(
  ({ creator, group, element }) => ({ creator, group, element }),
);
