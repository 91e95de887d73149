import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDataset } from '../dicom/index.js';
import { findingsReport } from './findings-report.js';
import { heatMapObject } from './heat-map-object.js';
import { regionObject } from './region-object.js';
import { summaryPicture } from './summary-picture.js';
import { analysis, digest, film, stamp } from './testing.js';

const dir = mkdtempSync(join(tmpdir(), 'tynys-results-'));
afterAll(() => rmSync(dir, { recursive: true }));

const mask = analysis.mask ?? { Rows: 1, Columns: 1, regions: new Uint8Array(1) };
const objects = {
  findings: () => findingsReport(film, analysis, stamp, digest),
  'heat maps': () => heatMapObject(film, analysis, stamp, digest),
  regions: () => regionObject(film, mask, analysis.algorithm, stamp, digest),
  picture: () =>
    summaryPicture(
      film,
      { Rows: 250, Columns: 200, grey: new Float32Array(50_000) },
      analysis,
      stamp,
      digest,
    ),
};
const noSpacing = { ...film, spacingMm: [] };

const missing = (tool: string): boolean => {
  const absent = spawnSync(tool, ['--version']).error !== undefined;
  if (absent) process.stderr.write(`skipped: ${tool} is not installed\n`);
  return absent;
};

describe.skipIf(missing('dciodvfy'))('results, as dciodvfy judges them', () => {
  it.each(Object.entries(objects))('%s have no error', (name, make) => {
    const path = join(dir, `${name}.dcm`);
    writeFileSync(path, make());
    const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
    const said = stdout + stderr;
    expect(said.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    // It has understood what kind of object this is.
    expect(said).toMatch(/^(ComprehensiveSR|ParametricMap|Segmentation|SCImage)$/m);
  });
});

describe.skipIf(missing('dsrdump'))('the report, as dsrdump reads it', () => {
  const dump = (bytes: Uint8Array): string => {
    const path = join(dir, 'report.dcm');
    writeFileSync(path, bytes);
    return execFileSync('dsrdump', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };

  it('has each finding with its probability, threshold and band', () => {
    const text = dump(findingsReport(film, analysis, stamp, digest));
    expect(text).toContain('"Finding")=(60046008,SCT,"Pleural effusion")');
    expect(text).toContain('"Probability")="0.7123" (1,UCUM,"no units")');
    expect(text).toContain('"Threshold Value")="0.3"');
    expect(text).toContain('(likely,99TYNYS,"likely")');
    expect(text).toContain('Not reliable for this finding.');
    expect(text).toContain('"Transverse width of the heart")="90" (mm,UCUM,"millimeter")');
  });

  it('never says millimetres where the film has no spacing', () => {
    const text = dump(findingsReport(noSpacing, analysis, stamp, digest));
    expect(text).toContain('"Transverse width of the heart")="600" ({pixels},UCUM,"pixels")');
    expect(text).not.toContain('(mm,UCUM');
  });
});

describe('results', () => {
  it('have the same UIDs when they are made again, and others for other weights', () => {
    const uid = (bytes: Uint8Array): string => {
      const read = readDataset(bytes);
      return read.ok ? read.dataset.string(0x00080018) : '';
    };
    const again = { ...analysis, algorithm: { ...analysis.algorithm, weightsSha256: 'cd'.repeat(32) } };
    const first = uid(findingsReport(film, analysis, stamp, digest));
    expect(uid(findingsReport(film, analysis, { ...stamp, time: '235959' }, digest))).toBe(first);
    expect(uid(findingsReport(film, again, stamp, digest))).not.toBe(first);
    expect(uid(heatMapObject(film, analysis, stamp, digest))).not.toBe(first);
  });

  it('keep pixels in the order of their frames', () => {
    const read = readDataset(heatMapObject(film, analysis, stamp, digest), { stopAtPixelData: false });
    if (!read.ok) throw new Error('unreadable');
    const values = read.dataset.numbers(0x7fe00008);
    expect([values[0], values[319], values[320], values.length]).toEqual([0.5, 0.5, 0, 640]);
    const seg = readDataset(objects.regions(), { stopAtPixelData: false });
    if (!seg.ok) throw new Error('unreadable');
    const bits = seg.dataset.element(0x7fe00010)?.bytes ?? new Uint8Array();
    const counted = [0, 1, 2].map((frame) => {
      let set = 0;
      for (let index = 0; index < 1280; index++) {
        const bit = frame * 1280 + index;
        set += ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
      }
      return set;
    });
    expect(counted).toEqual([320, 320, 320]);
  });
});
