import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {}, net: {} }));
const { fileBelow, parseRange } = await import('./protocol.js');

test('a URL path never leaves the renderer folder', () => {
  expect(fileBelow('/r', '/index.html')).toBe('/r/index.html');
  expect(fileBelow('/r', '/a/%2e%2e/%2e%2e/etc/passwd')).toBeUndefined();
  expect(fileBelow('/r', '/..%5c..%5cx')).toBeUndefined();
  expect(fileBelow('/r', '/%00')).toBeUndefined();
  expect(fileBelow('/r', '/%')).toBeUndefined();
  expect(fileBelow('/r', '/../rx/secret')).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (path) => {
      const found = fileBelow('/r', `/${path}`);
      return found === undefined || found === '/r' || found.startsWith('/r/');
    }),
  );
});

test('ranges are clamped to the object', () => {
  expect(parseRange('bytes=0-9', 100)).toEqual({ start: 0, end: 9 });
  expect(parseRange('bytes=90-', 100)).toEqual({ start: 90, end: 99 });
  expect(parseRange('bytes=-10', 100)).toEqual({ start: 90, end: 99 });
  expect(parseRange('bytes=0-1000', 100)).toEqual({ start: 0, end: 99 });
  expect(parseRange('bytes=100-', 100)).toBeUndefined();
  expect(parseRange('bytes=-', 100)).toBeUndefined();
  expect(parseRange(null, 100)).toBeUndefined();
});
