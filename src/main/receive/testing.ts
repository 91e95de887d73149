import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInstance } from '../../domain/dicom/index.js';

// Senders for the tests of this folder: dcmtk's, as modalities are built on it; no part of the product imports it.

export const hasDcmtk = spawnSync('storescu', ['--version']).status === 0;

/** Without TCP_NODELAY dcmtk waits for delayed acknowledgements. */
const env = { ...process.env, TCP_NODELAY: '1' };

/** Runs a dcmtk tool and resolves with all that it said, and how it ended. */
export async function dcmtk(tool: string, ...args: string[]): Promise<{ code: number; said: string }> {
  return await new Promise((resolve) => {
    execFile(tool, args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: `${stdout}${stderr}` });
    });
  });
}

/** A folder of `count` small instances of their own; returns its path. */
export function instancesIn(dir: string, count: number, side = 64): string {
  mkdirSync(dir, { recursive: true });
  for (let index = 1; index <= count; index += 1) {
    const bytes = encodeInstance({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: `1.2.3.${index}`,
      StudyInstanceUID: '1.2.4',
      SeriesInstanceUID: '1.2.5',
      PatientID: 'P1',
      PatientName: 'Test^P1',
      Modality: 'CT',
      Rows: side,
      Columns: side,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PixelData: new Uint8Array(side * side).fill(index & 0xff),
    });
    writeFileSync(join(dir, `${index}.dcm`), bytes);
  }
  return dir;
}
