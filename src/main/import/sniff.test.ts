import { describe, expect, it } from 'vitest';
import { describeOther, hasDicomPrefix, looksLikePicture, looksLikeZip } from './sniff.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('describeOther', () => {
  it.each([
    ['', 'an empty file'],
    ['MZ\x90\0', 'a Windows program or library'],
    ['%PDF-1.4', 'a PDF document'],
    ['[autorun]\r\nopen=x', 'a text file'],
    ['  <!DOCTYPE html><html>', 'a web page'],
    ['\0\0\0\x01Bud1', 'macOS folder data'],
    ['\x12\x34\x56\0', 'not a DICOM file'],
  ])('says what %j is', (text, reason) => {
    expect(describeOther(bytes(text))).toBe(reason);
  });
});

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
