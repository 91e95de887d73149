import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/** Attributes whose value a person reads or hears. */
const spoken = new Set(['label', 'title', 'placeholder', 'alt', 'aria-label', 'aria-description', 'text']);
const letters = /\p{L}{2}/u;

/** What JSX says in words of its own instead of asking for a translation. */
function literalTexts(file: string, source: string): string[] {
  const found: string[] = [];
  new Visitor({
    JSXText: (node) => {
      if (letters.test(node.value)) found.push(node.value.trim());
    },
    JSXAttribute: (node) => {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : '';
      const value = node.value?.type === 'Literal' ? node.value.value : null;
      if (spoken.has(name) && typeof value === 'string' && letters.test(value)) found.push(value);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

const renderer = join(import.meta.dirname, '..');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.tsx'),
);

describe('text on the screen', () => {
  it('is found by this test', () => {
    const source = '<p title="Ein Titel">Hallo {name}<b aria-label={x}>1 × 1</b></p>';
    expect(literalTexts('x.tsx', source)).toEqual(['Ein Titel', 'Hallo']);
  });

  it.each(files)('comes from the locales in %s', (file) => {
    expect(literalTexts(file, readFileSync(join(renderer, file), 'utf8'))).toEqual([]);
  });
});
