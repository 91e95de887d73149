// The loader's package exports its 12-bit JPEG codec only together with the rest of Cornerstone3D, 7 MB of it, which
// nothing that decodes has a use for: every bundler configuration takes this alias to the file itself.
import { fileURLToPath } from 'node:url';

const decoders = '../node_modules/@cornerstonejs/dicom-image-loader/dist/esm/shared/decoders/';

export const deepJpeg = {
  find: /^@cornerstonejs\/dicom-image-loader\/decoders\/(.*)$/,
  replacement: `${fileURLToPath(new URL(decoders, import.meta.url))}$1.js`,
};
