import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { defaultLabels } from './default-labels.js';

it('the shipped labels begin with the findings that the model answers for, under the same codes', () => {
  const card = JSON.parse(
    readFileSync(new URL('../../../models/findings/card.json', import.meta.url), 'utf8'),
  ) as { labels: { code: unknown }[] };
  const codes = card.labels.map(({ code }) => code);
  expect(defaultLabels.labels.slice(0, codes.length).map(({ code }) => code)).toEqual(codes);
});
