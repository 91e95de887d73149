import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.js';
import { Identifiers } from './identifiers.js';

const nobody = new Identifiers();

function knowing(...names: string[]): Identifiers {
  const identifiers = new Identifiers();
  for (const name of names) identifiers.add(name, true, true);
  return identifiers;
}

describe('a descriptor', () => {
  it.each([
    'CHEST PA',
    'Thorax Routine 1.5 B30f',
    't2_tse_sag_p4',
    'ОГК прямая проекция',
    'Рентгенография органов грудной клетки',
    'Кеуде қуысы мүшелерінің рентгенографиясы',
    'Tórax PA e perfil',
    'RADIOGRAFIA DE TÓRAX',
    'CT CHEST W/O CONTRAST',
    'Axial 5mm LUNG',
    'HRCT insp. 1 mm',
  ])('stays as it is: %s', (text) => {
    expect(cleanText(text, 'descriptor', nobody)).toBe(text);
  });

  it.each([
    ['CHEST PA Kowalczyk', 'CHEST PA'],
    ['Иванова А.П. грудная клетка', 'грудная клетка'],
    ['Thorax (Ahmetov)', 'Thorax'],
    ['CHEST 12.03.1960', 'CHEST'],
    ['CHEST 1960-03-12 PA', 'CHEST PA'],
    ['CHEST 19600312', 'CHEST'],
    ['chest, tel. +7 701 555 44 33', 'chest'],
    ['CT chest +7 (701) 334-55-66', 'CT chest'],
    ['CT chest (11) 98877-6655', 'CT chest'],
    ['CT Thorax a.silva@hospital.pt', 'CT Thorax'],
    ['see https://pacs.example/x?id=1 chest', 'see chest'],
    ['KOWALCZYK', ''],
  ])('loses what is unknown: %s', (text, expected) => {
    expect(cleanText(text, 'descriptor', nobody)).toBe(expected);
  });
});

describe('the names of the object itself', () => {
  it.each([
    ['Gray', 'chest Gray matter', 'chest matter'],
    ['Иванова^Анна', 'снимок Ивановой', 'снимок'],
    ['ИВАНОВА^АННА', 'chest Ivanova Anna', 'chest'],
    ['Жұмабаева^Әйгерім', 'chest JUMABAYEVA', 'chest'],
    ['Silva^João', 'TÓRAX JOAO SILVA', 'TÓRAX'],
    ['Li^Wei', 'CHEST Li', 'CHEST'],
  ])('go even where a word of radiology: %s', (name, text, expected) => {
    expect(cleanText(text, 'descriptor', knowing(name))).toBe(expected);
  });

  it('go from what is swept too, in any order and within words', () => {
    const identifiers = knowing('Nazarbekov^Timur', 'PAT-4711-99');
    expect(cleanText('ACME_TimurNazarbekov v2', 'sweep', identifiers)).toBe('ACME v2');
    expect(cleanText('unit 47-1199 of PAT4711 99', 'sweep', identifiers)).not.toMatch(/4711/);
  });
});

describe('a narrative', () => {
  it('keeps findings and measures, and nobody', () => {
    const text =
      'No pleural effusion. Nodule 12 mm in the right upper lobe. Reported by Dr. Zhaksylykov, tel 87015554433.';
    const cleaned = cleanText(text, 'narrative', nobody);
    expect(cleaned).toContain('No pleural effusion. Nodule 12 mm in the right upper lobe.');
    expect(cleaned).not.toMatch(/Zhaks|8701/);
  });

  it('is all gone where nothing is known', () => {
    expect(cleanText('Zhaksylykov Marat', 'narrative', nobody)).toBe('');
  });
});

describe('whatever the text', () => {
  it('is stable: what was cleaned is clean', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.constantFrom('narrative', 'descriptor', 'sweep'),
        (text, trust) => {
          const once = cleanText(text, trust, nobody);
          const twice = cleanText(once, trust, nobody);
          // Dropping can bring numbers together that look like one; it then drops more, never less.
          expect(twice.length).toBeLessThanOrEqual(once.length);
        },
      ),
    );
  });

  it('keeps no word of five letters that it does not know', () => {
    const letters = [...'bcdfghjkmpqrstvwxz'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 12 }), (word) => {
        const text = word.join('');
        expect(cleanText(`chest ${text} view`, 'descriptor', nobody)).not.toContain(text);
      }),
    );
  });
});
