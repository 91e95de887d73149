import { reportConcepts, tynys } from '../../analyse/index.js';
import { dcm, sct } from '../../dicom/index.js';

/** What annotations are written with (PS3.16 annex D, TID 1500, 1501, 300). */
export const concepts = {
  ...reportConcepts,
  person: dcm('121006', 'Person'),
  personName: dcm('121008', 'Person Observer Name'),
  imaging: sct('363679005', 'Imaging procedure'),
  findingSite: sct('363698007', 'Finding Site'),
  region: dcm('111030', 'Image Region'),
  method: sct('370129005', 'Measurement Method'),
  shape: tynys('shape', 'Shape as drawn'),
  knownLength: tynys('known-length', 'Known length, as the reader stated it'),
  keyObjects: dcm('113000', 'Of Interest'),
  keyObjectDescription: dcm('113012', 'Key Object Description'),
  longAxis: sct('103339001', 'Long Axis'),
  shortAxis: sct('103340004', 'Short Axis'),
  drawnRegion: sct('309825002', 'Spatial and Relational Concept'),
  unlabelled: tynys('unlabelled', 'Region without a label'),
} as const;
