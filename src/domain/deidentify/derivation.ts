import { elementHeader, joinBytes } from '../dicom/index.js';
import { codeItem } from './declaration.js';
import { type Encoded, encodeSequence, encodeText } from './encode-element.js';
import type { Rewriting } from './rewriting.js';

const DerivationDescription = 0x00082111;
const DerivationCodeSequence = 0x00089215;
const NOTE = 'Burned-in text masked';
/** Short text (PS3.5 table 6.2-1). */
const LONGEST = 1024;

/**
 * What a masked instance says of its making (PS3.3 C.7.6.1.1.3), behind what is left of what it said before.
 * @param rewritten the elements that stay of the object's own
 */
export function derivationElements(
  rewritten: readonly Encoded[],
  { context, encoding }: Pick<Rewriting, 'context' | 'encoding'>,
): Encoded[] {
  if (context.pixels !== 'masked') return [];
  const chunksOf = (tag: number): Uint8Array[] =>
    rewritten.find((element) => element.tag === tag)?.chunks.slice(1) ?? [];
  const history = new TextDecoder().decode(joinBytes(chunksOf(DerivationDescription))).trimEnd();
  const told = history === '' ? NOTE : `${history}; ${NOTE}`;
  // CID 7203, Image Derivation.
  const code = codeItem(['113047', 'Pixel by pixel mask'], encoding);
  const added = encodeSequence(DerivationCodeSequence, [code], encoding).chunks.slice(1);
  const items = [...chunksOf(DerivationCodeSequence), ...added];
  const length = items.reduce((sum, chunk) => sum + chunk.length, 0);
  const header = elementHeader(DerivationCodeSequence, 'SQ', length, encoding);
  return [
    encodeText(DerivationDescription, 'ST', told.length > LONGEST ? NOTE : told, encoding),
    { tag: DerivationCodeSequence, chunks: [header, ...items], length: header.length + length },
  ];
}
