import { expect, test } from 'vitest';
import { parseLaunch } from './launch.js';

test('reads our own arguments and leaves Chromium its switches', () => {
  const launch = parseLaunch(
    [
      '--no-sandbox',
      '--store',
      'st',
      '--sample',
      '--screenshot=a b=c.png',
      '--inspect=0',
      'disc',
      '/abs/film.dcm',
    ],
    '/home/r',
  );
  expect(launch).toEqual({
    store: '/home/r/st',
    sample: true,
    screenshot: '/home/r/a b=c.png',
    language: undefined,
    paths: ['/home/r/disc', '/abs/film.dcm'],
  });
});

test('a valued argument at the end without a value is ignored', () => {
  expect(parseLaunch(['--store'], '/').store).toBeUndefined();
});

test('the folder of an unpackaged app is not something to import', () => {
  expect(parseLaunch(['--no-sandbox', '.', 'disc'], '/repo', ['/repo']).paths).toEqual(['/repo/disc']);
  expect(parseLaunch(['.'], '/media/disc', ['/repo']).paths).toEqual(['/media/disc']);
});

test('only a language that the window speaks is taken', () => {
  expect(parseLaunch(['--lang', 'kk'], '/').language).toBe('kk');
  expect(parseLaunch(['--lang', 'tlh'], '/').language).toBeUndefined();
});
