import cyrillicExtended from '@fontsource-variable/inter/files/inter-cyrillic-ext-wght-normal.woff2?inline';
import cyrillic from '@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2?inline';
import latinExtended from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?inline';
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline';

// In the page itself: paper must have the letters of every language, whatever fonts a machine has.
// Kazakh needs the extended Cyrillic ones. The ranges are those of the package's own style sheet.
const faces: readonly (readonly [url: string, range: string])[] = [
  [latin, 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122'],
  [latinExtended, 'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0'],
  [cyrillic, 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116'],
  [cyrillicExtended, 'U+0460-052F,U+1C80-1C8A,U+20B4,U+2DE0-2DFF,U+A640-A69F,U+FE2E-FE2F'],
];

/** The fonts of a printed page as a style sheet without references. */
export const printFonts = (): string =>
  faces
    .map(
      ([url, range]) =>
        `@font-face{font-family:'Inter Print';font-weight:100 900;src:url(${url}) format('woff2');unicode-range:${range}}`,
    )
    .join('');
