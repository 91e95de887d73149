import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsReport } from '../analyse/index.js';
import { analysis, digest, film, stamp } from '../analyse/testing.js';
import {
  codeItem,
  container,
  type DataSet,
  dcm,
  encodeInstance,
  numItem,
  personItem,
  readDataset,
  sct,
  ucum,
} from '../dicom/index.js';
import { type FindingReport, readFindingReport } from './finding-report.js';

function read(bytes: Uint8Array): FindingReport {
  const object = readDataset(bytes);
  if (!object.ok) throw new Error(object.reason.code);
  return readFindingReport(object.dataset);
}

/** A report with these items at its root. */
const report = (items: readonly DataSet[], more: DataSet = {}): Uint8Array =>
  encodeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33',
    SOPInstanceUID: '1.9',
    ...container(undefined, dcm('126000', 'Imaging Measurement Report'), items, '1500'),
    ...more,
  });

const finding = codeItem('CONTAINS', dcm('121071', 'Finding'), sct('36118008', 'Pneumothorax'));
const group = (...items: readonly DataSet[]): DataSet =>
  container('CONTAINS', dcm('125007', 'Measurement Group'), items, '1501');

describe('what a report says', () => {
  it('of a network is its findings with likelihood, probability, image and name', () => {
    const { voice, findings } = read(findingsReport(film, analysis, stamp, digest));
    expect(voice).toBe('model');
    expect(findings).toMatchObject([
      {
        code: sct('60046008', 'Pleural effusion'),
        voice: 'model',
        by: 'Tynys findings 1.0.0',
        likelihood: 'likely',
        probability: 0.7123,
        SOPInstanceUID: film.SOPInstanceUID,
      },
      { code: sct('36118008', 'Pneumothorax'), likelihood: 'unlikely', probability: 0.02 },
      { voice: 'model', likelihood: null },
    ]);
  });

  it('of a person is theirs, without a likelihood; what de-identification put in their place is no name', () => {
    const by = (name: string) =>
      read(
        report([personItem('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), name), group(finding)]),
      );
    expect(by('Reader^Anna').findings).toMatchObject([
      { voice: 'reader', by: 'Reader Anna', likelihood: null, probability: null },
    ]);
    expect(by('Removed').findings).toMatchObject([{ voice: 'reader', by: '' }]);
  });

  it('of nobody is told as such, and a score without a band is decided by its threshold', () => {
    const scored = (probability: number) =>
      read(
        report([
          group(
            finding,
            numItem('CONTAINS', dcm('122157', 'Probability'), probability, ucum('1', 'no units')),
            numItem('CONTAINS', dcm('122411', 'Threshold Value'), 0.3, ucum('1', 'no units')),
          ),
        ]),
      ).findings;
    expect(scored(0.31)).toMatchObject([{ voice: 'unstated', likelihood: 'likely' }]);
    expect(scored(0.29)).toMatchObject([{ likelihood: 'unlikely' }]);
  });

  it('leaves out what was removed, and finds severities by what they are called', () => {
    const removed = {
      CodeValue: 'REMOVED',
      CodingSchemeDesignator: '99TYNYS',
      CodeMeaning: 'Removed',
    };
    const brixia = { CodeValue: 'brixia', CodingSchemeDesignator: '99SITE', CodeMeaning: 'Brixia score' };
    const said = read(
      report([
        group(codeItem('CONTAINS', dcm('121071', 'Finding'), removed)),
        group(numItem('CONTAINS', brixia, 7, ucum('1', 'no units'))),
      ]),
    );
    expect(said).toMatchObject({ findings: [], severities: [{ name: 'Brixia score', value: 7 }] });
  });

  it('names the revisions whose place it takes', () => {
    const sop = { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33', ReferencedSOPInstanceUID: '1.8' };
    const series = { SeriesInstanceUID: '1.7', ReferencedSOPSequence: [sop] };
    const PredecessorDocumentsSequence = [{ StudyInstanceUID: '1.6', ReferencedSeriesSequence: [series] }];
    expect(read(report([], { PredecessorDocumentsSequence })).replaces).toEqual(['1.8']);
  });

  it('is bounded and never throws, whatever the bytes', () => {
    const bytes = findingsReport(film, analysis, stamp, digest);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const object = readDataset(Uint8Array.from(bytes).fill(value, at, at + 1));
        if (object.ok) readFindingReport(object.dataset);
      }),
    );
  });
});
