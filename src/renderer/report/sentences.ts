import type { TFunction } from 'i18next';
import type { Analysis, ReportMeasurement, StudyRow } from '../../contract/index.js';
import type { Format } from '../ui/index.js';

/** Modalities whose studies are compared with; reports and the like are no earlier look. */
const looks: ReadonlySet<string> = new Set(['CR', 'DX', 'RG', 'CT', 'MR', 'RF', 'XA', 'PT']);

/** Which earlier studies of the patient there are, the latest three by date. */
export function comparisonText(
  study: StudyRow,
  ofPatient: readonly StudyRow[],
  format: Format,
  t: TFunction<'report'>,
): string {
  const priors = ofPatient
    .filter(({ id, StudyDate, ModalitiesInStudy }) => {
      const isEarlier = StudyDate !== '' && StudyDate < study.StudyDate;
      return id !== study.id && isEarlier && ModalitiesInStudy.some((modality) => looks.has(modality));
    })
    .sort((a, b) => b.StudyDate.localeCompare(a.StudyDate))
    .slice(0, 3);
  if (priors.length === 0) return t('comparisonNone');
  return priors
    .map(({ StudyDate, StudyDescription, ModalitiesInStudy }) =>
      t('comparisonPrior', {
        date: format.date(StudyDate),
        description:
          StudyDescription || ModalitiesInStudy.filter((modality) => looks.has(modality)).join(', '),
      }),
    )
    .join('\n');
}

/** A number never stands without what its millimetres rest on. */
export function measurementText(
  measurements: readonly ReportMeasurement[],
  format: Format,
  t: TFunction<'report'>,
): string {
  return measurements
    .map(({ name, measures }) => {
      const values = measures.map(({ name: what, value, unit, basis }) => {
        const digits = unit === 'ratio' ? 100 : 10;
        const said = t(`unit_${unit}`, { value: format.number(Math.round(value * digits) / digits) });
        const saysBasis = unit.startsWith('mm') && basis !== 'patient' && basis !== 'none';
        return `${t(`measure_${what}`)} ${said}${saysBasis ? ` (${t(`basis_${basis}`)})` : ''}`;
      });
      const sentence = values.map((value, index) => (index === 0 ? value : lowerFirst(value))).join(', ');
      return `${name === '' ? '' : `${name}: `}${name === '' ? sentence : lowerFirst(sentence)}.`;
    })
    .join('\n');
}

const lowerFirst = (text: string): string => text.charAt(0).toLocaleLowerCase() + text.slice(1);

/**
 * What networks say of the films of a study, marked as such: only what they call likely and are reliable for.
 * @param nameOf a finding in the report's language
 */
export function opinionText(
  opinions: readonly Analysis[],
  nameOf: (label: string) => string,
  format: Format,
  t: TFunction<'report'>,
): string {
  return opinions
    .flatMap(({ result }) => {
      if (result === null) return [];
      const likely = result.findings
        .filter(({ band, reliable }) => reliable && band === 'likely')
        .map(({ label, probability }) => `${lowerFirst(nameOf(label))} (${format.percent(probability)})`);
      const findings = likely.length === 0 ? t('opinionNothing') : likely.join(', ');
      return [t('sentenceOpinion', { findings })];
    })
    .join('\n');
}
