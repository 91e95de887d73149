import { strToU8 } from 'fflate';

/** A value that its VR does not allow (PS3.5 6.2). The message names the attribute, never the value. */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
  constructor(
    readonly keyword: string,
    readonly problem: string,
  ) {
    super(`${keyword} ${problem}`);
  }
}

/** Characters at most, per value (PN: per component group). */
const maxCharacters: Record<string, number> = {
  AE: 16,
  AS: 4,
  CS: 16,
  DA: 8,
  DS: 16,
  DT: 26,
  IS: 12,
  LO: 64,
  LT: 10_240,
  PN: 64,
  SH: 16,
  ST: 1024,
  TM: 14,
  UI: 64,
};

const patterns: Record<string, RegExp> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9 _]*$/,
  DA: /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
  TM: /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/,
  UI: /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/,
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: line ends and tabs are allowed in text VRs (PS3.5 6.1.3)
const controlCharactersOfText = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

function checkText(keyword: string, vr: string, value: string): string {
  if (value === '') return value;
  const groups = vr === 'PN' ? value.split('=') : [value];
  if (groups.length > 3) throw new InvalidValueError(keyword, 'has more than three component groups');
  const limit = maxCharacters[vr] ?? Number.POSITIVE_INFINITY;
  if (groups.some((group) => [...group].length > limit)) {
    throw new InvalidValueError(keyword, `is longer than ${limit} characters`);
  }
  const isText = vr === 'LT' || vr === 'ST' || vr === 'UT';
  if ((isText ? controlCharactersOfText : controlCharacters).test(value)) {
    throw new InvalidValueError(keyword, 'holds a control character');
  }
  if (!isText && value.includes('\\')) {
    throw new InvalidValueError(keyword, 'holds a backslash, which separates values');
  }
  if (/[\ud800-\udfff]/u.test(value)) throw new InvalidValueError(keyword, 'is not well-formed Unicode');
  if (patterns[vr]?.test(value) === false) throw new InvalidValueError(keyword, `is not a valid ${vr}`);
  return value;
}

/** Decimal strings have 16 characters at most (PS3.5 6.2), so digits beyond are given up, never the magnitude. */
function decimalString(keyword: string, value: number): string {
  if (!Number.isFinite(value)) throw new InvalidValueError(keyword, 'is not a finite number');
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 15; digits > 0; digits--) {
    const plain = String(Number(value.toPrecision(digits)));
    if (plain.length <= 16) return plain;
    // Between 1e16 and 1e21 only the exponent makes a number shorter.
    const scientific = value.toExponential(digits - 1);
    if (scientific.length <= 16) return scientific;
  }
  throw new InvalidValueError(keyword, 'does not fit a decimal string');
}

function integerString(keyword: string, value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) {
    throw new InvalidValueError(keyword, 'is not a 32-bit integer');
  }
  return String(value);
}

const numberRanges: Record<string, readonly [min: number, max: number, bytes: 2 | 4]> = {
  US: [0, 0xffff, 2],
  SS: [-0x8000, 0x7fff, 2],
  UL: [0, 0xffffffff, 4],
  SL: [-0x80000000, 0x7fffffff, 4],
};

function tagsOf(keyword: string, values: readonly (string | number)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((item, index) => {
    if (typeof item !== 'number') throw new InvalidValueError(keyword, 'is not a tag');
    view.setUint16(index * 4, item >>> 16, true);
    view.setUint16(index * 4 + 2, item & 0xffff, true);
  });
  return bytes;
}

function floats(keyword: string, size: 4 | 8, values: readonly (string | number)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((item, index) => {
    if (typeof item !== 'number' || !Number.isFinite(item)) {
      throw new InvalidValueError(keyword, 'is not a finite number');
    }
    if (size === 4) view.setFloat32(index * 4, item, true);
    else view.setFloat64(index * 8, item, true);
  });
  return bytes;
}

/**
 * Bytes of one value field in little endian, padded to even length (PS3.5 6.2): UI with NUL, text with a space.
 * Text is UTF-8 (ISO_IR 192).
 * @throws InvalidValueError when the VR does not allow the value.
 */
export function encodeValue(
  keyword: string,
  vr: string,
  value: string | number | readonly string[] | readonly number[],
): Uint8Array {
  const values: readonly (string | number)[] = typeof value === 'object' ? value : [value];
  if (vr === 'FL' || vr === 'FD') return floats(keyword, vr === 'FL' ? 4 : 8, values);
  if (vr === 'AT') return tagsOf(keyword, values);
  const range = numberRanges[vr];
  if (range !== undefined) {
    const [min, max, size] = range;
    const bytes = new Uint8Array(values.length * size);
    const view = new DataView(bytes.buffer);
    values.forEach((item, index) => {
      if (typeof item !== 'number' || !Number.isInteger(item) || item < min || item > max) {
        throw new InvalidValueError(keyword, `is not a valid ${vr}`);
      }
      if (size === 4) view.setUint32(index * 4, item >>> 0, true);
      else view.setUint16(index * 2, item & 0xffff, true);
    });
    return bytes;
  }
  const text = values
    .map((item) => {
      if (typeof item === 'string') return checkText(keyword, vr, item);
      return vr === 'IS' ? integerString(keyword, item) : decimalString(keyword, item);
    })
    .join('\\');
  const bytes = strToU8(text);
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  padded[bytes.length] = vr === 'UI' ? 0 : 0x20;
  return padded;
}
