/**
 * A table of the Modality LUT, VOI LUT or palette modules (PS3.3 C.11.1.1.1, C.11.2.1.1, C.7.6.3.1.5):
 * `entries[0]` answers every input up to `firstInput`, the last entry every input beyond the table.
 */
export interface LookupTable {
  readonly firstInput: number;
  readonly entries: Uint16Array;
  /** Depth of an entry; outputs run from 0 to 2^bits - 1. */
  readonly bits: number;
  readonly explanation: string;
}

/**
 * Makes a table from LUT Descriptor (three numbers: entries with 0 meaning 65536, first input, bits) and
 * LUT Data as stored words. Writers that pack two 8-bit entries into a word, and descriptors whose depth
 * is too small for the data, are common enough to be read as what they can only mean.
 * Returns undefined when there is no data to look anything up in.
 */
export function lookupTable(
  descriptor: readonly number[],
  words: Uint16Array,
  explanation = '',
): LookupTable | undefined {
  const [length, firstInput, statedBits] = descriptor;
  if (length === undefined || firstInput === undefined || statedBits === undefined) return undefined;
  const count = length === 0 ? 65536 : length;
  let entries = words;
  if (statedBits <= 8 && words.length < count && words.length * 2 >= count) {
    entries = new Uint16Array(words.length * 2);
    for (const [index, word] of words.entries()) {
      entries[index * 2] = word & 0xff;
      entries[index * 2 + 1] = word >> 8;
    }
  }
  if (entries.length === 0) return undefined;
  if (entries.length > count) entries = entries.subarray(0, count);
  let largest = 0;
  for (const entry of entries) if (entry > largest) largest = entry;
  const bits = Math.min(16, Math.max(statedBits, largest === 0 ? 1 : 32 - Math.clz32(largest)));
  return { firstInput, entries, bits, explanation };
}

/** The table's answer for one input. */
export function lookUp(table: LookupTable, input: number): number {
  const last = table.entries.length - 1;
  const index = Math.min(last, Math.max(0, Math.round(input) - table.firstInput));
  return table.entries[index] ?? 0;
}
