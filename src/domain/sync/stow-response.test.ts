import { describe, expect, it } from 'vitest';
import { eventOf, parseStowResponse } from './stow-response.js';

const json = JSON.stringify({
  '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.1'] } }] },
  '00081198': {
    vr: 'SQ',
    Value: [
      { '00081155': { vr: 'UI', Value: ['1.2.2'] }, '00081197': { vr: 'US', Value: [0x0122] } },
      { '00081155': { vr: 'UI', Value: ['1.2.3'] }, '00081197': { vr: 'US', Value: [272] } },
      { '00081155': { vr: 'UI', Value: ['1.2.4'] }, '00081197': { vr: 'US', Value: [0x0111] } },
    ],
  },
});

const sequence = (tag: string, items: string): string =>
  `<DicomAttribute tag="${tag}" vr="SQ" keyword="x">${items}</DicomAttribute>`;
const item = (UID: string, reason?: number): string =>
  `<Item number="1"><DicomAttribute tag="00081155" vr="UI"><Value number="1">${UID}</Value></DicomAttribute>${
    reason === undefined
      ? ''
      : `<DicomAttribute tag="00081197" vr="US"><Value number="1">${reason}</Value></DicomAttribute>`
  }</Item>`;
const xml = `<?xml version="1.0" encoding="utf-8"?><NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">
  <DicomAttribute tag="00081190" vr="UR"><Value number="1">http://localhost/studies/1</Value></DicomAttribute>
  ${sequence('00081198', item('1.2.2', 0x0122) + item('1.2.3', 272) + item('1.2.4', 0x0111))}
  ${sequence('00081199', item('1.2.1'))}</NativeDicomModel>`;

describe.each([
  ['JSON', json],
  ['JSON in an array', `[${json}]`],
  ['XML', xml],
])('a response in %s', (_name, body) => {
  it('tells what became of each instance', () => {
    const response = parseStowResponse(body);
    expect(eventOf(response, '1.2.1')).toEqual({ kind: 'accepted' });
    expect(eventOf(response, '1.2.2')).toEqual({ kind: 'refused', final: true });
    expect(eventOf(response, '1.2.3')).toEqual({ kind: 'refused', final: false });
    expect(eventOf(response, '1.2.4')).toEqual({ kind: 'duplicate' });
    expect(eventOf(response, '1.2.5')).toEqual({ kind: 'unmentioned' });
  });

  it('cut off anywhere, never makes an instance stored that it does not name so', () => {
    for (let length = 0; length < body.length; length += 1) {
      const { stored } = parseStowResponse(body.slice(0, length));
      expect([...stored].filter((UID) => UID !== '1.2.1')).toEqual([]);
    }
  });
});

describe('what is no response', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '[1]',
    '<html>Bad gateway</html>',
    '{"00081199":{"Value":[null]}}',
    '{"00081199":[]}',
  ])('says nothing: %s', (body) => {
    const response = parseStowResponse(body);
    expect(response.stored.size).toBe(0);
    expect(response.failed.size).toBe(0);
  });
});
