import { tynys } from '../analyse/index.js';
import { type Code, sct } from '../dicom/index.js';

/** A label as sets hold it: what is meant and how it is shown. */
export interface Label {
  readonly code: Code;
  /** #rrggbb */
  readonly colour: string;
}

export interface LabelSet {
  /** The file's name without .json; 'chest' is the product's own. */
  readonly name: string;
  readonly title: string;
  readonly labels: readonly Label[];
}

/** The fourteen findings with the codes of the findings model's card, so that both can be compared; then anatomy. */
const codes: readonly Code[] = [
  sct('46621007', 'Atelectasis'),
  sct('8186001', 'Cardiomegaly'),
  sct('95436008', 'Lung consolidation'),
  sct('19242006', 'Pulmonary edema'),
  sct('60046008', 'Pleural effusion'),
  sct('87433001', 'Pulmonary emphysema'),
  sct('51615001', 'Pulmonary fibrosis'),
  tynys('hernia', 'Hernia visible on a chest film'),
  sct('409609008', 'Radiologic infiltrate of lung'),
  tynys('lung-mass', 'Lung mass, over 3 cm'),
  tynys('lung-nodule', 'Lung nodule, up to 3 cm'),
  tynys('pleural-thick', 'Pleural thickening'),
  sct('233604007', 'Pneumonia'),
  sct('36118008', 'Pneumothorax'),
  sct('80891009', 'Heart'),
  sct('44029006', 'Left lung'),
  sct('3341006', 'Right lung'),
];

/** Light enough for a dark film; told apart also by readers who do not see red and green apart (Okabe & Ito 2008). */
const colours = ['#e69f00', '#56b4e9', '#00c08b', '#f0e442', '#4fa3e0', '#ff7f3f', '#e58fc0'] as const;

/** The set that ships. */
export const defaultLabels: LabelSet = {
  name: 'chest',
  title: 'Chest',
  labels: codes.map((code, index) => ({ code, colour: colours[index % colours.length] ?? colours[0] })),
};
