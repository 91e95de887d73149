import { expect, it } from 'vitest';
import { isDeflated, transferSyntax } from './transfer-syntax.js';

it('knows what each transfer syntax asks of a decoder', () => {
  expect(transferSyntax('1.2.840.10008.1.2.4.80')).toEqual({
    name: 'JPEG-LS Lossless',
    codec: 'jpeg-ls',
    lossy: false,
    decodable: true,
  });
  expect(transferSyntax('1.2.840.10008.1.2.4.102')).toMatchObject({ codec: 'video', decodable: false });
  expect(transferSyntax('1.2.840.10008.1.2.4.50')?.lossy).toBe(true);
  expect(transferSyntax('1.2.3')).toBeUndefined();
  expect(isDeflated('1.2.840.10008.1.2.1.99')).toBe(true);
  expect(isDeflated('1.2.840.10008.1.2.1')).toBe(false);
});
