import type { Code } from '../dicom/index.js';
import { dcm, sct, ucum } from '../dicom/index.js';

/** Concepts for which neither DICOM nor SNOMED CT has a code that we could verify. */
export const tynys = (CodeValue: string, CodeMeaning: string): Code => ({
  CodeValue,
  CodingSchemeDesignator: '99TYNYS',
  CodeMeaning,
});

/** What every report of measurements is written with, whoever made them (PS3.16 annex D; TID 1500, 1501). */
export const reportConcepts = {
  report: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { CodeValue: 'en', CodingSchemeDesignator: 'RFC5646', CodeMeaning: 'English' },
  observerType: dcm('121005', 'Observer Type'),
  procedure: dcm('121058', 'Procedure reported'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  trackingId: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  source: dcm('121112', 'Source of Measurement'),
  comment: dcm('121106', 'Comment'),
  millimetre: ucum('mm', 'millimeter'),
} as const;

/** DICOM's own concepts (PS3.16 annex D) and body parts that results are written with. */
export const concepts = {
  ...reportConcepts,
  device: dcm('121007', 'Device'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  chestFilm: sct('399208008', 'Plain X-ray of chest'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  probability: dcm('122157', 'Probability'),
  threshold: dcm('122411', 'Threshold Value'),
  heart: sct('80891009', 'Heart'),
  leftLung: sct('44029006', 'Left lung'),
  rightLung: sct('3341006', 'Right lung'),
  anatomy: sct('123037004', 'Anatomical Structure'),
  artificialIntelligence: dcm('123110', 'Artificial Intelligence'),
  band: tynys('likelihood-band', 'Likelihood band'),
  ratio: tynys('ct-ratio', 'Cardiothoracic ratio'),
  heartWidth: tynys('heart-width', 'Transverse width of the heart'),
  thoraxWidth: tynys('thorax-width', 'Inner transverse width of the thorax'),
  activation: tynys('activation', 'Class activation, relative to its own maximum'),
  noUnit: ucum('1', 'no units'),
  pixel: ucum('{pixels}', 'pixels'),
} as const;

export const bands = {
  unlikely: tynys('unlikely', 'unlikely'),
  indeterminate: tynys('indeterminate', 'indeterminate'),
  likely: tynys('likely', 'likely'),
} as const;
