import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memorySource } from '../../domain/dicom/index.js';
import { openAnalyser } from './analyser.js';
import { choosePackages } from './model-choice.js';
import { builtInModels } from './model-folders.js';
import { readModelShelf } from './model-shelf.js';
import { chestFilm } from './testing.js';

// The published architecture with weights at random, through the product's own converter: the weights that a site adds
// have no other way in, and no line of the program knows of them.

const root = resolve(import.meta.dirname, '../../..');
const python = '/usr/bin/python3';
const dir = mkdtempSync(join(tmpdir(), 'tynys-torchxrayvision-'));
afterAll(() => rmSync(dir, { recursive: true }));

const hasTorch = spawnSync(python, ['-c', 'import torch, torchvision']).status === 0;
if (!hasTorch) console.error("skipped: no PyTorch (Debian's python3-torchvision) to make the network with");

// Batch norm as initialised would let activations of this range saturate every score.
const randomState = `
import sys, torch
from torch import nn
from torchvision.models import densenet121
torch.manual_seed(3)
network = densenet121(num_classes=18)
network.features.conv0 = nn.Conv2d(1, 64, 7, 2, 3, bias=False)
network.features.norm0.running_var.fill_(1e6)
torch.save({**network.state_dict(), "op_threshs": torch.rand(18) * 0.8 + 0.1}, sys.argv[1])
`;

it.skipIf(!hasTorch)(
  'a DenseNet121 of torchxrayvision runs by its card alone, beside the product’s networks',
  async () => {
    const [state, folder] = [join(dir, 'state.pt'), join(dir, 'site', 'densenet121-all')];
    mkdirSync(folder, { recursive: true });
    execFileSync(python, ['-c', randomState, state]);
    execFileSync(python, ['-m', 'training.convert_torchxrayvision', state, folder], { cwd: root });
    expect(readdirSync(folder).sort()).toEqual(['card.json', 'model.onnx']);

    const shelf = readModelShelf({ builtIn: builtInModels(), site: join(dir, 'site') });
    const packages = choosePackages(shelf, 'densenet121-all');
    if (packages === undefined) throw new Error('the package is not on the shelf');
    const { input, labels } = packages.findings.card;
    expect(input).toMatchObject({ size: 224, channels: 1, range: [-1024, 1024], crop: 'whole' });
    const analyser = await openAnalyser(packages);
    try {
      const verdicts = [];
      for (const bits of [8, 16] as const)
        verdicts.push(await analyser.analyse(memorySource(chestFilm({ bits }))));
      const [first, second] = verdicts.map((verdict) => {
        if (verdict.kind !== 'analysed') throw new Error(verdict.code);
        expect(verdict.analysis.heatMaps.maps).toHaveLength(18);
        return verdict.result.findings;
      });
      expect(first?.map(({ label }) => label)).toEqual(labels.map(({ label }) => label));
      expect(new Set(first?.map(({ probability }) => probability)).size).toBe(18);
      for (const [index, { probability, threshold }] of (first ?? []).entries()) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(threshold).toBe(0.5);
        // No stretch: the film's own grey levels, which 8 bits round.
        expect(second?.[index]?.probability).toBeCloseTo(probability, 1);
      }
    } finally {
      await analyser.close();
    }
  },
);
