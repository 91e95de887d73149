import { describe, expect, it } from 'vitest';
import { hasDicomPrefix, looksLikePicture, looksLikeZip } from './sniff.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('magic numbers', () => {
  it('know archives, pictures and DICOM', () => {
    expect(['PK\x03\x04', 'PK\x05\x06', 'PK', 'PK\x07\x08'].map((text) => looksLikeZip(bytes(text)))).toEqual(
      [true, true, false, false],
    );
    expect(
      ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe0', 'II*\0', 'MM\0*', 'GIF89a', ''].map((text) =>
        looksLikePicture(bytes(text)),
      ),
    ).toEqual([true, true, true, true, false, false]);
    expect([`${'\0'.repeat(128)}DICM`, 'DICM', ''].map((text) => hasDicomPrefix(bytes(text)))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
