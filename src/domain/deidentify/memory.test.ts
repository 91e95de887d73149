import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../dicom/index.js';
import { deidentifiedBytes, deidentify } from './deidentify.js';
import { encodeText } from './encode-element.js';
import { Identifiers } from './identifiers.js';
import { researchProfile } from './profile.js';
import { explicitLittle, filmElements, testContext, testFile } from './testing.js';

const words = ['Ivanova', 'Gray', 'CHEST', 'Anna 2', '', 'CHEST Ivanova', 'A1', '12 Gray', '3\\CHEST'];
const own = new Set([0x00080018, 0x00081030, 0x00100010, 0x00100020, 0x00180015, 0x0020000d]);
const word = fc.constantFrom(...words);

describe('what a run remembers', () => {
  it('changes no object: each comes out as if it were the first', () => {
    const objects = fc.array(fc.tuple(word, word, word, word), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(objects, (all) => {
        const run = testContext();
        for (const [PatientName, PatientID, StudyDescription, BodyPartExamined] of all) {
          const file = testFile([
            ...filmElements().filter(({ tag }) => !own.has(tag)),
            ...[
              [0x00080018, 'UI', '1.2.3.4.5'],
              [0x00081030, 'LO', StudyDescription],
              [0x00100010, 'PN', PatientName],
              [0x00100020, 'LO', PatientID],
              [0x00180015, 'CS', BodyPartExamined],
              [0x0020000d, 'UI', '1.2.3.4'],
            ].map(([tag, vr, value]) => encodeText(Number(tag), String(vr), String(value), explicitLittle)),
          ]);
          const [within, alone] = [run, testContext()].map((context) => {
            const result = deidentify(memorySource(file), researchProfile, context);
            return result.ok ? { bytes: deidentifiedBytes(result), report: result.report } : result.held;
          });
          expect(within).toEqual(alone);
        }
      }),
    );
  });

  it('is asked anew once another identifier is known', () => {
    const identifiers = new Identifiers();
    const isBlocked = (): string =>
      identifiers.answer('Ivanova', () => String(identifiers.blocks('Ivanova')));
    expect(isBlocked()).toBe('false');
    identifiers.add('Ivanova', true, true);
    expect(isBlocked()).toBe('true');
  });
});
