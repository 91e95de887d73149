import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Digest } from '../analyse/index.js';
import { readDataset } from '../dicom/index.js';
import { encapsulatedReport } from './encapsulated-report.js';
import { documentUid } from './report-document.js';
import { structuredReport } from './structured-report.js';
import { addendum, document, pdf } from './testing.js';

const dir = mkdtempSync(join(tmpdir(), 'tynys-documents-'));
afterAll(() => rmSync(dir, { recursive: true }));

const digest: Digest = (text) => createHash('sha256').update(text).digest();
const addended = { ...document, parts: [document.parts[0], addendum] } as const;
const objects = {
  report: () => structuredReport(document, digest),
  'report without pictures': () => structuredReport({ ...document, keyImages: [] }, digest),
  'report with addendum': () => structuredReport(addended, digest),
  'printed report': () => encapsulatedReport(document, pdf, digest),
  'printed report with addendum': () => encapsulatedReport(addended, pdf, digest),
};

const missing = (tool: string): boolean => {
  const absent = spawnSync(tool, ['--version']).error !== undefined;
  if (absent) process.stderr.write(`skipped: ${tool} is not installed\n`);
  return absent;
};
function written(name: string, bytes: Uint8Array): string {
  const path = join(dir, `${name}.dcm`);
  writeFileSync(path, bytes);
  return path;
}

describe.skipIf(missing('dciodvfy'))('signed documents, as dciodvfy judges them', () => {
  it.each(Object.entries(objects))('%s has no error', (name, make) => {
    const { stdout, stderr } = spawnSync('dciodvfy', ['-new', written(name, make())], { encoding: 'utf8' });
    const said = stdout + stderr;
    expect(said.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    expect(said).toMatch(/^(BasicTextSR|EncapsulatedPDF)$/m);
  });
});

describe.skipIf(missing('dsrdump'))('a signed report, as dsrdump reads it', () => {
  const dump = (bytes: Uint8Array): string =>
    execFileSync('dsrdump', ['+U8', '+Pl', written('dumped', bytes)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it('has its sections, its language, who verified it, and its key images', () => {
    const text = dump(objects.report());
    expect(text).toContain('2026-01-02 03:04:05 +00:00, Әсел Қ. Нұрланова, Аудандық аурухана');
    expect(text).toContain('"Language of Content Item and Descendants")=(kk,RFC5646,"Kazakh")');
    expect(text).toContain('"Finding")="Өкпе алаңдары мөлдір.');
    expect(text).toContain('"Impression")="Патологиялық өзгерістер анықталмады."');
    expect(text).toContain('Key Images');
    expect(text).not.toContain('Indications');
  });

  it('names the one before it, and the author of an addendum', () => {
    const text = dump(objects['report with addendum']());
    expect(text).toMatch(/Predecessor Docs +: 1/);
    expect(text).toMatch(/Addendum[\s\S]*Person Observer Name[\s\S]*VI қабырғаның ескі сынығы/);
  });
});

describe.skipIf(missing('dcm2pdf'))('a printed report', () => {
  it('comes out as it went in', () => {
    const out = join(dir, 'out.pdf');
    execFileSync('dcm2pdf', [written('pdf', objects['printed report']()), out]);
    expect(readFileSync(out)).toEqual(Buffer.from(pdf));
  });
});

describe('signed documents', () => {
  it('have the same UIDs when they are made again, others for each document', () => {
    const uid = (bytes: Uint8Array): string => {
      const read = readDataset(bytes);
      return read.ok ? read.dataset.string(0x00080018) : '';
    };
    expect(uid(objects.report())).toBe(documentUid(digest, document.film, 'structured', document.parts[0]));
    const uids = new Set(
      [objects.report, objects['report with addendum'], objects['printed report']].map((make) => uid(make())),
    );
    expect(uids.size).toBe(3);
    expect(uid(objects.report())).toBe(uid(objects.report()));
  });

  it('take what a hand can type', () => {
    const [report] = document.parts;
    const typed = {
      ...report,
      texts: { ...report.texts, findings: 'A\\B\u0007\tC\r\nD' },
      signature: { ...report.signature, name: 'A\\B=C^D', institution: 'x\ny' },
    };
    const read = readDataset(structuredReport({ ...document, parts: [typed] }, digest));
    expect(read.ok).toBe(true);
  });
});
