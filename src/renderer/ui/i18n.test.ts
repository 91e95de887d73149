import { describe, expect, it } from 'vitest';
import { en } from './locales/en/index.js';
import { kk } from './locales/kk/index.js';
import { pt } from './locales/pt/index.js';
import { ru } from './locales/ru/index.js';

type Tree = { readonly [key: string]: string | Tree };

const pluralSuffix = /_(zero|one|two|few|many|other)$/;

function leaves(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...leaves(value, `${path}${key}.`)],
    ),
  );
}

/** Keys that depend on a count, without their suffix: those which have an `_other`. */
const plurals = (texts: Map<string, string>): Set<string> =>
  new Set([...texts.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace('_other', '')));

function withoutPluralForms(texts: Map<string, string>): Set<string> {
  const counted = plurals(texts);
  return new Set(
    [...texts.keys()].map((key) => {
      const stem = key.replace(pluralSuffix, '');
      return counted.has(stem) ? stem : key;
    }),
  );
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');

const english = leaves(en);

describe.each([
  ['en', leaves(en)],
  ['kk', leaves(kk)],
  ['pt', leaves(pt)],
  ['ru', leaves(ru)],
])('texts in %s', (language, texts) => {
  it('are the same as in English', () => {
    expect([...withoutPluralForms(texts)].sort()).toEqual([...withoutPluralForms(english)].sort());
  });

  it('have every plural form of the language, and no other', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const stem of plurals(texts)) {
      const present = [...texts.keys()]
        .filter((key) => key.replace(pluralSuffix, '') === stem && pluralSuffix.test(key))
        .map((key) => key.slice(stem.length + 1))
        .toSorted();
      expect({ stem, present }).toEqual({ stem, present: forms });
    }
  });

  it('name only values that the English text is given', () => {
    for (const [key, text] of texts) {
      const source = english.get(key) ?? english.get(key.replace(pluralSuffix, '_other')) ?? '';
      const given = new Set([
        ...placeholders(source),
        ...(plurals(texts).has(key.replace(pluralSuffix, '')) ? ['count'] : []),
      ]);
      for (const name of placeholders(text))
        expect({ key, given: given.has(name), name }).toMatchObject({ given: true });
    }
  });

  it('are never empty', () => {
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
