import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orthanc, refusedByOrthanc } from '../deidentify/peers/testing.js';
import { drawing, filmWithPixels, headerOf, openTestStore, temporaryFolder } from '../store/testing.js';
import { buildCli, type CliResult, runCliProcess } from './testing.js';

const folder = temporaryFolder();
const storeDir = join(folder.dir, 'store');
let cli: string;

beforeAll(async () => {
  mkdirSync(storeDir);
  const store = openTestStore(storeDir);
  const bytes = filmWithPixels();
  await store.addResult(bytes, headerOf(bytes));
  const triangle = [
    { x: 1, y: 1 },
    { x: 11, y: 1 },
    { x: 1, y: 11 },
  ];
  const nodule = { CodeValue: '27925004', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Nodule' };
  const drawn = [
    drawing({ text: '=SUM("a")' }),
    drawing({ kind: 'polygon', points: triangle, label: nodule }),
    drawing({ kind: 'key-image', points: [], text: 'Apex' }),
  ];
  store.annotations.change(
    drawn.map((after) => ({ before: null, after })),
    'Dr. A. Reader',
  );
  store.close();
  cli = await buildCli();
}, 300_000);
afterAll(() => {
  folder.remove();
  if (cli !== undefined) rmSync(join(cli, '..'), { recursive: true, force: true });
});

const out = (format: string): string => join(folder.dir, format);
const call = async (format: string, ...UIDs: readonly string[]): Promise<CliResult> =>
  await runCliProcess(
    cli,
    'annotations',
    ...UIDs,
    '--store',
    storeDir,
    '--out',
    out(format),
    '--format',
    format,
  );

describe('tynys annotations', () => {
  it('writes every annotation with its measurements', async () => {
    const { code, summary, stderr } = await call('json', '2.25.1');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ annotations: 3, measurements: 3, images: 1, files: 1, failed: 0 });
    expect(stderr).toContain('identify the patient');
    const { annotations } = JSON.parse(readFileSync(join(out('json'), 'annotations.json'), 'utf8'));
    expect(annotations[0]).toMatchObject({
      SOPInstanceUID: '2.25.1.1.1',
      kind: 'length',
      measurements: [{ name: 'Length', value: 5, unit: 'mm', basis: 'at the detector' }],
    });
  });

  it('writes a table that no spreadsheet runs', async () => {
    await call('csv', '2.25.1.1');
    const lines = readFileSync(join(out('csv'), 'measurements.csv'), 'utf8').split('\r\n');
    expect(lines[1]).toContain(',length,,,"\'=SUM(""a"")",Length,5,mm,at the detector,Dr. A. Reader,');
    expect(lines[2]).toContain(',polygon,Nodule,SCT:27925004,,Area,12.5,mm2,at the detector,');
    expect(lines).toHaveLength(6);
  });

  it('writes boxes and outlines as COCO', async () => {
    await call('coco', '2.25.1.1.1');
    const coco = JSON.parse(readFileSync(join(out('coco'), 'annotations.coco.json'), 'utf8'));
    expect(coco.images).toMatchObject([
      {
        id: 1,
        file_name: '2.25.1/2.25.1.1/2.25.1.1.1.dcm',
        width: 30,
        height: 20,
        SOPInstanceUID: '2.25.1.1.1',
      },
    ]);
    expect(coco.annotations[1]).toMatchObject({
      image_id: 1,
      category_id: 2,
      bbox: [1, 1, 10, 10],
      segmentation: [[1, 1, 11, 1, 1, 11]],
      area: 50,
    });
    expect(coco.categories[1]).toMatchObject({ id: 2, name: 'Nodule' });
  });

  it('writes the objects that the app writes, the same UIDs each time', async () => {
    const first = await call('sr', '2.25.1');
    const names = readdirSync(out('sr')).sort();
    expect(first.summary).toMatchObject({ files: 4 });
    await call('sr', '2.25.1');
    expect(readdirSync(out('sr')).sort()).toEqual(names);
    if (spawnSync('dcmftest', ['--version']).error !== undefined) return;
    for (const name of names) {
      expect(execFileSync('dcmftest', [join(out('sr'), name)], { encoding: 'utf8' })).toMatch(/^yes:/);
    }
  });

  it.skipIf(orthanc === undefined)(
    'writes objects that Orthanc stores',
    async () => {
      if (orthanc === undefined) return;
      await call('sr', '2.25.1');
      const files = readdirSync(out('sr')).map((name) => join(out('sr'), name));
      expect(files).toHaveLength(4);
      expect(await refusedByOrthanc(orthanc, join(folder.dir, 'orthanc'), 18_157, files)).toEqual([]);
    },
    60_000,
  );

  it('names what is not there and refuses a call that makes no sense', async () => {
    const { code, lines, summary } = await call('json', '2.25.1', '9.9.9');
    expect(code).toBe(1);
    expect(lines[0]).toEqual({ UID: '9.9.9', error: 'not in this store' });
    expect(summary).toMatchObject({ failed: 1 });
    expect((await call('xml', '2.25.1')).code).toBe(2);
    const inside = await runCliProcess(
      cli,
      'annotations',
      '2.25.1',
      '--store',
      storeDir,
      '--out',
      join(storeDir, 'x'),
    );
    expect(inside.code).toBe(2);
  });
});
