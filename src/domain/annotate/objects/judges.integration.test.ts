import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digest, stamp } from '../../analyse/testing.js';
import { planObjects } from './plan-objects.js';
import { everyKind, film, slice } from './testing.js';

const dir = mkdtempSync(join(tmpdir(), 'tynys-annotations-'));
afterAll(() => rmSync(dir, { recursive: true }));

const missing = (tool: string): boolean => {
  const absent = spawnSync(tool, ['--version']).error !== undefined;
  if (absent) process.stderr.write(`skipped: ${tool} is not installed\n`);
  return absent;
};

/** Each object of what was drawn as a file: first as it is new, then as it takes another's place. */
const objects = [film, slice].flatMap((image) =>
  planObjects(everyKind(image), digest).flatMap((plan) =>
    [undefined, '1.2.3.99'].map((predecessor, index) => {
      const path = join(dir, `${image.SOPInstanceUID}-${plan.kind}-${index}.dcm`);
      const revision = { SOPInstanceUID: `1.2.3.98.${index}`, InstanceNumber: index + 1, predecessor };
      writeFileSync(path, plan.write(revision, stamp));
      return { name: `${plan.kind} on ${image === film ? 'a film' : 'a slice'} ${index}`, path };
    }),
  ),
);

describe.skipIf(missing('dciodvfy'))('annotations, as dciodvfy judges them', () => {
  it.each(objects)('$name have no error', ({ path }) => {
    const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
    const said = stdout + stderr;
    expect(said.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    // It has understood what kind of object this is.
    expect(said).toMatch(
      /^(ComprehensiveSR|Comprehensive3DSR|Segmentation|GrayscaleSoftcopyPresentationState|KeyObjectSelectionDocument)$/m,
    );
  });
});

describe.skipIf(missing('dsrdump'))('the report, as dsrdump reads it', () => {
  const dump = (kind: string): string => {
    const path = objects.find(({ name }) => name.startsWith(kind))?.path ?? '';
    return execFileSync('dsrdump', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };

  it('names the reader, and each value with its unit, its basis and its place', () => {
    const text = dump('measurements on a film 1');
    expect(text).toContain('"Person Observer Name")="Dr. A. Reader"');
    expect(text).toContain('"Length")="13.84" (mm,UCUM,"millimeter")');
    expect(text).toContain('"Measurement Method")=(detector,99TYNYS,"at the detector")');
    expect(text).toContain('"Line")=(POLYLINE,20/30,...)');
    expect(text).toContain('"Finding")=(27925004,SCT,"Nodule")');
    expect(text).toContain('Predecessor Docs');
  });

  it('has the place in the patient where there is one', () => {
    expect(dump('measurements on a slice')).toContain('SCOORD3D:(,,"Image Region")=(POLYGON,');
  });

  it('reads the selection of key images', () => {
    expect(dump('key-images')).toContain('="Apex"');
  });
});
