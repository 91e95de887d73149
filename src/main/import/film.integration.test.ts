import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FilmIdentity } from '../../contract/index.js';
import { filmToDicom } from './film.js';
import { decodeJpeg } from './film-jpeg.js';

const identity: FilmIdentity = {
  PatientName: 'Соколов^Николай',
  PatientID: 'F-1',
  IssuerOfPatientID: 'CLINIC',
  PatientBirthDate: '19551102',
  PatientSex: 'M',
  StudyDate: '20250624',
  StudyDescription: 'Chest film',
  Modality: 'DX',
  ViewPosition: 'PA',
  BodyPartExamined: 'CHEST',
};

function hasTool(name: string): boolean {
  const found = spawnSync('which', [name]).status === 0;
  if (!found) console.error(`skipped: ${name} is not installed`);
  return found;
}

const [columns, rows] = [120, 90];
const grey16 = Uint16Array.from({ length: columns * rows }, (_, i) => (i * 37) % 65_536);
const colour = Uint8Array.from({ length: columns * rows * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 3) % 256));
const jpeg = new Uint8Array(encodeJpeg({ width: columns, height: rows, data: colour }, 85).data);

const films: Record<string, Uint8Array> = {
  'grey-16.png': encodePng({ width: columns, height: rows, data: grey16, depth: 16, channels: 1 }),
  'colour.png': encodePng({ width: columns, height: rows, data: colour, channels: 4 }),
  'baseline.jpg': jpeg,
};

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-films-'));
  for (const [name, bytes] of Object.entries(films)) {
    const made = filmToDicom(bytes, identity, new Date(2025, 5, 25, 8, 0));
    if (!made.ok) throw new Error(made.reason.code);
    writeFileSync(join(dir, `${name}.dcm`), made.dicom);
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('films as DICOM', () => {
  it.skipIf(!hasTool('dciodvfy')).each(Object.keys(films))('%s has no error that dciodvfy finds', (name) => {
    const { stdout, stderr } = spawnSync('dciodvfy', ['-new', join(dir, `${name}.dcm`)], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toContain('SCImage');
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
  });

  it.skipIf(!hasTool('dcmdump'))('dcmtk reads the 16-bit values that the PNG held', () => {
    execFileSync('dcmdump', ['-q', '+W', dir, '+P', '7fe0,0010', join(dir, 'grey-16.png.dcm')]);
    const raw = readdirSync(dir).find((name) => name.endsWith('.raw'));
    const bytes = readFileSync(join(dir, raw ?? 'no raw file'));
    expect(new Uint16Array(bytes.buffer, bytes.byteOffset, grey16.length)).toEqual(grey16);
  });

  it.skipIf(!hasTool('dcmdjpeg'))('dcmtk decodes the encapsulated JPEG to what the JPEG shows', () => {
    const plain = join(dir, 'decoded.dcm');
    execFileSync('dcmdjpeg', ['+cn', '+px', join(dir, 'baseline.jpg.dcm'), plain]);
    const file = readFileSync(plain);
    // Luminance is what YCbCr starts each pixel with.
    const length = columns * rows * 3;
    const stored = file.subarray(file.length - length);
    const decoded = decodeJpeg(jpeg);
    if (!decoded.ok) throw new Error(decoded.reason.code);
    let largest = 0;
    for (let i = 0; i < columns * rows; i++) {
      const [r = 0, g = 0, b = 0] = decoded.value.data.subarray(i * 3, i * 3 + 3);
      const luminance = 0.299 * r + 0.587 * g + 0.114 * b;
      largest = Math.max(largest, Math.abs(luminance - (stored[i * 3] ?? 0)));
    }
    // Two decoders round differently, and clipped colours cannot be turned back exactly.
    expect(largest).toBeLessThan(24);
  });
});
