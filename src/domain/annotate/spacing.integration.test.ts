import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../dicom/index.js';
import { readSpacing } from './spacing.js';

const corpus = fileURLToPath(new URL('../../../../shared/data/dicom', import.meta.url));
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import pydicom']).status === 0,
);

/** Every image of the corpus that pydicom reads, with its millimetres worked out anew from the standard. */
const ORACLE = `
import json, os, sys, warnings, pydicom
warnings.filterwarnings('ignore')
PROJECTIONS = {'ComputedRadiographyImageStorage', 'DigitalXRayImageStorageForPresentation',
  'DigitalXRayImageStorageForProcessing', 'XRayAngiographicImageStorage', 'XRayRadiofluoroscopicImageStorage'}
def pair(value):
    try: a = [float(v) for v in value]
    except (TypeError, ValueError): return None
    return a if len(a) == 2 and min(a) > 0 else None
def macro(ds, sequence, keyword):
    for place in ('PerFrameFunctionalGroupsSequence', 'SharedFunctionalGroupsSequence'):
        groups = ds.get(place)
        if groups and groups[0].get(sequence): return groups[0].get(sequence)[0].get(keyword)
    return ds.get(keyword)
def judge(ds):
    name = pydicom.uid.UID(ds.get('SOPClassUID', '')).keyword
    spacing = pair(macro(ds, 'PixelMeasuresSequence', 'PixelSpacing'))
    orientation = macro(ds, 'PlaneOrientationSequence', 'ImageOrientationPatient')
    if ds.get('SequenceOfUltrasoundRegions'): return ['none']
    if name not in PROJECTIONS:
        if orientation and len(orientation) == 6: return ['patient', *spacing] if spacing else ['none']
        scanned = pair(ds.get('NominalScannedPixelSpacing'))
        kind = ds.get('PixelSpacingCalibrationType')
        return ['none'] if not scanned and kind not in ('FIDUCIAL', 'GEOMETRY') else ['other']
    imager = pair(ds.get('ImagerPixelSpacing'))
    kind = {'FIDUCIAL': 'calibrated-fiducial', 'GEOMETRY': 'calibrated-geometry'}.get(ds.get('PixelSpacingCalibrationType'))
    if spacing and kind: return [kind, *spacing]
    if spacing and imager and max(abs(a / b - 1) for a, b in zip(spacing, imager)) > 1e-4:
        return ['magnification-corrected', *spacing]
    factor = float(ds.get('EstimatedRadiographicMagnificationFactor') or 0)
    if imager and factor >= 1: return ['magnification-corrected', *(v / factor for v in imager)]
    return ['detector', *(imager or spacing)] if imager or spacing else ['none']
out = {}
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        try: ds = pydicom.dcmread(path, stop_before_pixels=True)
        except Exception: continue
        if ds.get('Rows') and ds.get('SOPClassUID'): out[os.path.relpath(path, sys.argv[1])] = judge(ds)
json.dump(out, sys.stdout)
`;

const judged: Record<string, [basis: string, row?: number, column?: number]> =
  python === undefined
    ? {}
    : JSON.parse(
        execFileSync(python, ['-c', ORACLE, corpus], {
          encoding: 'utf8',
          maxBuffer: 1e8,
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      );
const files = Object.keys(judged);
if (files.length === 0)
  console.error('skipped: no python3 with pydicom, or no ../shared/data/dicom to compare on');

describe.skipIf(files.length === 0)('the millimetres of other makers’ images', () => {
  it('are those that an independent reading of the standard finds', () => {
    const found = files.flatMap((file) => {
      const read = readDataset(readFileSync(join(corpus, file)));
      if (!read.ok) return [];
      const { rowMm, columnMm, basis } = readSpacing(read.dataset, 1);
      return [[file, basis === 'none' ? ['none'] : [basis, rowMm, columnMm]] as const];
    });
    expect(found.length).toBeGreaterThan(100);
    expect(new Set(found.map(([, [basis]]) => basis)).size).toBeGreaterThanOrEqual(3);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(found.map(([file]) => [file, judged[file]])),
    );
  });
});
