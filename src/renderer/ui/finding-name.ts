import type { TFunction } from 'i18next';

/** The findings that the locales have words for: those of ChestX-ray14 and the pattern of viral pneumonia. */
const known = [
  'Atelectasis',
  'Cardiomegaly',
  'Consolidation',
  'Edema',
  'Effusion',
  'Emphysema',
  'Fibrosis',
  'Hernia',
  'Infiltration',
  'Mass',
  'Nodule',
  'Pleural_Thickening',
  'Pneumonia',
  'Pneumothorax',
  'covid-compatible',
] as const;

/** A finding in the language of the screen; of a model with findings of its own, its label as it is. */
export function findingName(t: TFunction<'analyse'>, label: string): string {
  const name = known.find((each) => each === label);
  return name === undefined ? label.replaceAll('_', ' ') : t(`finding_${name}`);
}
