import { describe, expect, it } from 'vitest';
import { type DatasetView, memorySource, readDataset } from '../dicom/index.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { type Encoded, encodeBytes, encodeText } from './encode-element.js';
import { Identifiers } from './identifiers.js';
import { researchProfile } from './profile.js';
import { isStandardUid } from './pseudonyms.js';
import { explicitLittle, filmElements, testContext, testFile } from './testing.js';

const text = (tag: number, vr: string, value: string): Encoded => encodeText(tag, vr, value, explicitLittle);

/** A film of Айгүл Нұрғалиева, born on 14 February 1985, with more in it. */
function released(...more: readonly Encoded[]): DatasetView {
  const patient = [
    text(0x00080005, 'CS', 'ISO_IR 192'),
    text(0x00080018, 'UI', '1.2.3.4.5'),
    text(0x0020000d, 'UI', '1.2.3.4'),
    text(0x0020000e, 'UI', '1.2.3.4.1'),
    text(0x00100010, 'PN', 'Нұрғалиева^Айгүл'),
    text(0x00100020, 'LO', '850214-401-223'),
    text(0x00100030, 'DA', '19850214'),
  ];
  const file = testFile([...filmElements(), ...patient, ...more]);
  const result = deidentify(memorySource(file), researchProfile, testContext());
  if (!result.ok) throw new Error(result.held);
  const read = readDataset(deidentifiedBytes(result));
  if (!read.ok) throw new Error(read.reason.code);
  return read.dataset;
}

describe('a name where a term of a device should be', () => {
  it.each([
    ['ImageType', 0x00080008, 'ORIGINAL\\PRIMARY\\NURGALIYEVA_AIGU', 'ORIGINAL\\PRIMARY\\'],
    ['ScanOptions', 0x00180022, 'AIGULNURGALIYEVA', 'REMOVED'],
    ['ColorSpace', 0x00282002, 'NURGALI', 'REMOVED'],
    ['ScanOptions of a scanner', 0x00180022, 'HELICAL_CT', 'HELICAL_CT'],
  ])('%s', (_name, tag, value, expected) => {
    expect(released(text(tag, 'CS', value)).text(tag)).toBe(expected);
  });
});

describe('what is made of a day of birth', () => {
  it.each([
    ['FilterType', 0x00181160, 'SH', 'NA140285', 'Removed'],
    ['SoftwareVersions', 0x00181020, 'LO', 'VB20A 140285', 'VB20A'],
    ['SoftwareVersions', 0x00181020, 'LO', 'VB20A 140286', 'VB20A 140286'],
    ['SeriesNumber', 0x00200011, 'IS', '19850214', '0'],
  ])('goes from %s: %s', (_name, tag, vr, value, expected) => {
    expect(released(text(tag, vr, value)).text(tag)).toBe(expected);
  });

  it('is none for no day of the calendar', () => {
    const identifiers = new Identifiers();
    identifiers.addBirthDate('00000000');
    expect(identifiers.blocks('000000')).toBe(false);
  });
});

it('what people type into the technical groups is cleaned as a description', () => {
  const explanation = (value: string): string => released(text(0x00281055, 'LO', value)).text(0x00281055);
  expect(explanation('WINDOW1\\WINDOW2')).toBe('WINDOW1\\WINDOW2');
  expect(explanation('LUNG for Kowalczyk')).toBe('LUNG for');
});

it('a number of the patient under the root of the standard is no UID of the standard', () => {
  const DeviceUID = '1.2.840.10008.850214401223';
  expect(released(text(0x00181002, 'UI', DeviceUID)).string(0x00181002)).toMatch(/^2\.25\./);
  for (const uid of ['1.2.840.10008.1.20.1', '1.2.840.10008.5.1.4.1.1.77.1.5.1', '1.2.840.10008.6.1.1365']) {
    expect(isStandardUid(uid)).toBe(true);
  }
});

it('bytes that are no ICC profile are not kept as one', () => {
  const bytes = new TextEncoder().encode('ICC of Nurgalieva');
  expect(released(encodeBytes(0x00282000, 'OB', bytes, explicitLittle)).has(0x00282000)).toBe(false);
});

describe('what is of the device stays', () => {
  it.each([
    ['syngo CT VB20A', 0x00181020],
    ['3.1.62', 0x00181020],
    ['LightSpeedApps308I.2_H3.1M5', 0x00181020],
    ['JPEG lossless', 0x00082111],
    ['RGB(102, 198, 85)', 0x00620005],
    ['Scanning Laser', 0x0008103e],
  ])('%s', (value, tag) => {
    expect(released(text(tag, 'LO', value)).text(tag)).toBe(value);
  });

  it('also where a station bears the name of its maker', () => {
    const station = text(0x00081010, 'SH', 'TOSHIBA_MEC');
    expect(released(station, text(0x00080070, 'LO', 'TOSHIBA')).text(0x00080070)).toBe('TOSHIBA');
  });

  it('but whoever is called like a maker is no maker', () => {
    const physician = text(0x00080090, 'PN', 'Philips^Anton');
    expect(released(physician, text(0x00181020, 'LO', 'by Philips 2.1')).text(0x00181020)).toBe('by 2.1');
  });
});
