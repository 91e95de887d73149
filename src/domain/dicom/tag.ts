/** A tag as one number, group in the upper 16 bits: (0028,0010) is 0x00280010. */
export type Tag = number;

export const PIXEL_DATA: Tag = 0x7fe00010;

export const ITEM: Tag = 0xfffee000;
export const ITEM_DELIMITER: Tag = 0xfffee00d;
export const SEQUENCE_DELIMITER: Tag = 0xfffee0dd;

/** '(0028,0010)', for messages. */
export function tagName(tag: Tag): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
