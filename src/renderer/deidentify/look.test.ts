import { describe, expect, it } from 'vitest';
import { lookOf, nothingSeen } from './look.js';

const pictures = {
  original: 'object/7',
  released: 'preview/3?r=2',
  NumberOfFrames: 1,
  SOPInstanceUID: '1.2',
  PatientName: '',
} as const;
const drawn = (object: string) => ({ phase: 'drawn', reason: undefined, object }) as const;
const failed = (object: string, reason: string) => ({ phase: 'cannot-show', reason, object }) as const;

describe('lookOf', () => {
  it('counts what was drawn on both sides', () => {
    expect(lookOf(nothingSeen, pictures)).toBe('unseen');
    expect(lookOf({ original: drawn('object/7'), released: drawn('preview/3?r=2') }, pictures)).toBe('seen');
  });

  it('does not count the version before a box was changed, nor another image', () => {
    expect(lookOf({ original: drawn('object/7'), released: drawn('preview/3?r=1') }, pictures)).toBe(
      'unseen',
    );
    expect(lookOf({ original: drawn('object/6'), released: drawn('preview/3?r=2') }, pictures)).toBe(
      'unseen',
    );
  });

  it('takes a report as seen, and what cannot be shown as never', () => {
    const report = failed('object/7', 'not-an-image');
    expect(lookOf({ original: report, released: failed('preview/3?r=2', 'not-an-image') }, pictures)).toBe(
      'seen',
    );
    expect(
      lookOf({ original: drawn('object/7'), released: failed('preview/3?r=2', 'missing') }, pictures),
    ).toBe('unseeable');
  });
});
