import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { knownPrivateElements } from './safe-private.js';

const script = `
import json, sys
from pydicom._private_dict import private_dictionaries
rows = json.load(sys.stdin)
print(json.dumps([private_dictionaries.get(c, {}).get('%04Xxx%02X' % (g, e), ['', '', ''])[:3:2] for c, g, e in rows]))
`;
const hasPydicom = spawnSync('python3', ['-c', 'import pydicom._private_dict']).status === 0;
if (!hasPydicom) console.error('skipped: no pydicom, whose dictionary has the private elements');

describe.skipIf(!hasPydicom)('private elements that may stay', () => {
  it('are known to pydicom by VR and name', () => {
    const rows = knownPrivateElements.map(({ creator, group, element }) => [creator, group, element]);
    const { stdout } = spawnSync('python3', ['-c', script], {
      input: JSON.stringify(rows),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual(knownPrivateElements.map(({ vr, name }) => [vr, name]));
  });
});
