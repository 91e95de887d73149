import {
  type Code,
  codeItem,
  container,
  type DataSet,
  encodeInstance,
  imageItem,
  numItem,
  scoordItem,
  sopReference,
  textItem,
  uidItem,
} from '../dicom/index.js';
import { bands, concepts } from './concepts.js';
import { Manufacturer, resultCommon, resultUid, type Stamp } from './derived-object.js';
import type {
  AlgorithmIdentity,
  CardiothoracicRatio,
  FilmAnalysis,
  FilmLine,
  FindingScore,
} from './film-analysis.js';
import { type Digest, type SourceFilm, stableUid } from './source-film.js';

const ComprehensiveSR = '1.2.840.10008.5.1.4.1.1.88.33';

/**
 * The findings as a structured report: TID 1500 Imaging Measurement Report with one TID 1501 group a finding
 * (probability, threshold, band, algorithm) and one for the cardiothoracic ratio with its lines.
 * The Comprehensive SR storage class, as lines on an image ask for (PS3.3 A.35.3).
 * @throws InvalidValueError where the film's own patient or study attributes cannot be written
 */
export function findingsReport(
  film: SourceFilm,
  analysis: FilmAnalysis,
  stamp: Stamp,
  digest: Digest,
): Uint8Array<ArrayBuffer> {
  const { algorithm } = analysis;
  const groups = analysis.findings.map((finding) => findingGroup(film, finding, algorithm, digest));
  if (analysis.covid !== undefined) {
    groups.push(findingGroup(film, analysis.covid.score, analysis.covid.algorithm, digest));
  }
  if (analysis.cardiothoracicRatio !== undefined) {
    groups.push(ratioGroup(film, analysis.cardiothoracicRatio, algorithm, digest));
  }
  const root = container(
    undefined,
    concepts.report,
    [
      codeItem('HAS CONCEPT MOD', concepts.language, concepts.english),
      codeItem('HAS OBS CONTEXT', concepts.observerType, concepts.device),
      uidItem(
        'HAS OBS CONTEXT',
        concepts.deviceUid,
        stableUid(digest, 'device', algorithm.name, algorithm.weightsSha256),
      ),
      textItem('HAS OBS CONTEXT', concepts.deviceName, `${algorithm.name} ${algorithm.version}`),
      textItem('HAS OBS CONTEXT', concepts.deviceManufacturer, Manufacturer),
      codeItem('HAS CONCEPT MOD', concepts.procedure, concepts.chestFilm),
      container('CONTAINS', concepts.measurements, groups),
      textItem('CONTAINS', concepts.comment, `${RESEARCH_ONLY} ${analysis.calibration}`),
    ],
    '1500',
  );
  return encodeInstance({
    ...resultCommon(digest, film, 'findings', algorithm, stamp),
    ...root,
    SOPClassUID: ComprehensiveSR,
    SOPInstanceUID: resultUid(digest, film, 'findings', algorithm),
    Modality: 'SR',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [
      {
        StudyInstanceUID: film.StudyInstanceUID,
        ReferencedSeriesSequence: [
          { SeriesInstanceUID: film.SeriesInstanceUID, ReferencedSOPSequence: [sopReference(film)] },
        ],
      },
    ],
  });
}

const RESEARCH_ONLY =
  'Computed by a neural network for research. Not a medical device, not verified by a physician.';

function group(
  film: SourceFilm,
  label: string,
  finding: Code,
  algorithm: AlgorithmIdentity,
  digest: Digest,
  content: readonly DataSet[],
): DataSet {
  return container(
    'CONTAINS',
    concepts.group,
    [
      textItem('HAS OBS CONTEXT', concepts.trackingId, label),
      uidItem(
        'HAS OBS CONTEXT',
        concepts.trackingUid,
        stableUid(digest, 'tracking', film.SOPInstanceUID, algorithm.name, algorithm.weightsSha256, label),
      ),
      codeItem('CONTAINS', concepts.finding, finding),
      imageItem('CONTAINS', concepts.source, film),
      textItem('HAS CONCEPT MOD', concepts.algorithmName, algorithm.name),
      textItem('HAS CONCEPT MOD', concepts.algorithmVersion, algorithm.version),
      textItem('HAS CONCEPT MOD', concepts.algorithmParameters, `weights SHA-256 ${algorithm.weightsSha256}`),
      ...content,
    ],
    '1501',
  );
}

function findingGroup(
  film: SourceFilm,
  finding: FindingScore,
  algorithm: AlgorithmIdentity,
  digest: Digest,
): DataSet {
  return group(film, finding.label, finding.code, algorithm, digest, [
    numItem('CONTAINS', concepts.probability, rounded(finding.probability), concepts.noUnit),
    numItem('CONTAINS', concepts.threshold, rounded(finding.threshold), concepts.noUnit),
    codeItem('CONTAINS', concepts.band, bands[finding.band]),
    ...(finding.reliable ? [] : [textItem('CONTAINS', concepts.comment, 'Not reliable for this finding.')]),
  ]);
}

function ratioGroup(
  film: SourceFilm,
  ratio: CardiothoracicRatio,
  algorithm: AlgorithmIdentity,
  digest: Digest,
): DataSet {
  const [columnSpacing] = [film.spacingMm[1]];
  const width = (concept: Code, lines: readonly FilmLine[]): DataSet => {
    const pixels = lines.reduce((sum, [from, to]) => sum + Math.abs(to.x - from.x), 0);
    const known = columnSpacing !== undefined && columnSpacing > 0;
    return numItem(
      'CONTAINS',
      concept,
      rounded(known ? pixels * columnSpacing : pixels),
      known ? concepts.millimetre : concepts.pixel,
      lines.map(([from, to]) =>
        scoordItem('INFERRED FROM', undefined, 'POLYLINE', [from.x, from.y, to.x, to.y], film),
      ),
    );
  };
  return group(film, 'Cardiothoracic ratio', concepts.ratio, algorithm, digest, [
    numItem('CONTAINS', concepts.ratio, rounded(ratio.value), concepts.noUnit),
    width(concepts.heartWidth, [ratio.heartRight, ratio.heartLeft]),
    width(concepts.thoraxWidth, [ratio.thorax]),
  ]);
}

/** Four decimals: a score has no more in it. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
