import { expect, it } from 'vitest';
import { sopClass } from './sop-class.js';

it('knows what there is to do with each SOP class', () => {
  expect(sopClass('1.2.840.10008.5.1.4.1.1.1.1')).toEqual({ name: 'Digital X-Ray', kind: 'image' });
  expect(sopClass('1.2.840.10008.5.1.4.1.1.88.65')?.kind).toBe('sr');
  expect(sopClass('1.2.3')).toBeUndefined();
});
