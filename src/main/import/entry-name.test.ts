import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDicomdirName, joinPath, NameIndex, nameLabel } from './entry-name.js';

describe('NameIndex', () => {
  const find = (wanted: string, ...names: string[]): string | undefined => new NameIndex(names).find(wanted);

  it('finds names as media in the field have them', () => {
    expect(find('IM000001', 'IM000001')).toBe('IM000001');
    expect(find('IM000001', 'im000001')).toBe('im000001');
    expect(find('IM000001', 'IM000001;1')).toBe('IM000001;1');
    expect(find('IM000001', 'im000001.;1')).toBe('im000001.;1');
    expect(find('IM000001', 'IM000001.')).toBe('IM000001.');
    expect(find('IM000001', 'IM000001.dcm')).toBe('IM000001.dcm');
    expect(find('IM000001', 'IM000001.DCM;1')).toBe('IM000001.DCM;1');
    expect(find('IM1.DCM', 'im1')).toBe('im1');
  });

  it('prefers the exact name and never takes another one', () => {
    expect(find('im1', 'IM1', 'im1', 'Im1')).toBe('im1');
    expect(find('IM1', 'IM10', 'IM', 'XIM1', 'IM1.txt', 'IM1.DCM.bak')).toBeUndefined();
    expect(find('IM1', 'IM1.DCM', 'im1')).toBe('im1');
  });
});

describe('isDicomdirName', () => {
  it('knows it in any case and with a version', () => {
    for (const name of ['DICOMDIR', 'dicomdir', 'Dicomdir;1', 'DICOMDIR.;1', 'DICOMDIR.']) {
      expect(isDicomdirName(name), name).toBe(true);
    }
    for (const name of ['DICOMDIR.txt', 'DICOMDIR2', 'XDICOMDIR', ''])
      expect(isDicomdirName(name), name).toBe(false);
  });
});

describe('nameLabel', () => {
  it('keeps UTF-8 and escapes what is not', () => {
    expect(nameLabel(Buffer.from('Жұмабаева'))).toBe('Жұмабаева');
    expect(nameLabel(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\\xffb');
    expect(nameLabel(Buffer.from('a\uFFFDb'))).toBe('a\uFFFDb');
  });

  it('gives different names different labels', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 }), (a, b) => {
        // A name that spells an escape out looks like what it spells; no real medium has one.
        fc.pre(!a.includes(0x5c) && !b.includes(0x5c) && Buffer.compare(a, b) !== 0);
        expect(nameLabel(Buffer.from(a))).not.toBe(nameLabel(Buffer.from(b)));
      }),
    );
  });

  it('keeps the bytes of a path that is not UTF-8', () => {
    const path = joinPath('/disc', Buffer.from([0xe9, 0x31]));
    expect(Buffer.from(joinPath(path, Buffer.from('x')))).toEqual(Buffer.from('/disc/\xe91/x', 'latin1'));
  });
});
