import { type Code, dcm, sct, ucum } from '../../dicom/index.js';

/** Concepts for which neither DICOM nor SNOMED CT has a code that we could verify. */
export const tynys = (CodeValue: string, CodeMeaning: string): Code => ({
  CodeValue,
  CodingSchemeDesignator: '99TYNYS',
  CodeMeaning,
});

/** What annotations are written with (PS3.16 annex D, TID 1500, 1501, 300). */
export const concepts = {
  report: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { CodeValue: 'en', CodingSchemeDesignator: 'RFC5646', CodeMeaning: 'English' },
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  personName: dcm('121008', 'Person Observer Name'),
  procedure: dcm('121058', 'Procedure reported'),
  imaging: sct('363679005', 'Imaging procedure'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  trackingId: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  source: dcm('121112', 'Source of Measurement'),
  region: dcm('111030', 'Image Region'),
  comment: dcm('121106', 'Comment'),
  method: sct('370129005', 'Measurement Method'),
  shape: tynys('shape', 'Shape as drawn'),
  knownLength: tynys('known-length', 'Known length, as the reader stated it'),
  keyObjects: dcm('113000', 'Of Interest'),
  keyObjectDescription: dcm('113012', 'Key Object Description'),
  longAxis: sct('103339001', 'Long Axis'),
  shortAxis: sct('103340004', 'Short Axis'),
  millimetre: ucum('mm', 'millimeter'),
  drawnRegion: sct('309825002', 'Spatial and Relational Concept'),
  unlabelled: tynys('unlabelled', 'Region without a label'),
} as const;
