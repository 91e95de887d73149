import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { isAnnotationSeries } from '../annotate/index.js';
import { memorySource, readHeader } from '../dicom/index.js';
import { encapsulatedReport } from './encapsulated-report.js';
import { structuredReport } from './structured-report.js';
import { document, pdf } from './testing.js';

it('a signed report is no series of annotations', () => {
  const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
  for (const bytes of [structuredReport(document, digest), encapsulatedReport(document, pdf, digest)]) {
    const read = readHeader(memorySource(bytes));
    expect(read.ok && read.header.SeriesNumber).toBeGreaterThan(0);
    expect(isAnnotationSeries(read.ok ? read.header.SeriesNumber : null)).toBe(false);
  }
});
