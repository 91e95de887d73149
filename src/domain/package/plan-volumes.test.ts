import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planVolumes } from './plan-volumes.js';

it('puts every file into one part, in order, and no part is larger than it may be unless one file is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100 })),
      fc.integer({ min: 1, max: 80 }),
      (sizes, limit) => {
        const volumes = planVolumes(sizes, limit);
        expect(volumes.flat()).toEqual(sizes.map((_, index) => index));
        for (const volume of volumes) {
          const bytes = volume.reduce((sum, index) => sum + (sizes[index] ?? 0), 0);
          expect(bytes <= limit || volume.length === 1).toBe(true);
        }
      },
    ),
  );
});
