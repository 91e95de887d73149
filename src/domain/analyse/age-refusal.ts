import { ageAt } from '../patient/index.js';
import type { SourceFilm } from './source-film.js';

/**
 * The networks know adults: of the 1,571 films that they learned findings from, 86 (5 %) show somebody under 16, and the
 * gate's own sense of a child comes from children of one to five years.
 */
const ADULT_FROM_YEARS = 16;

const PatientAge = /^(\d{3})([DWMY])$/;

/**
 * Refuses a film whose object says that its patient was a child, also where the picture looks grown up: an age that
 * somebody wrote down is better evidence than bones seen by a network. The other way round a picture that looks like a
 * child's is refused whatever the object says.
 */
export function ageRefusal({ patientAndStudy }: SourceFilm): 'child-by-age' | undefined {
  const years = statedYears(String(patientAndStudy['PatientAge'] ?? '')) ?? yearsByDates(patientAndStudy);
  return years !== undefined && years < ADULT_FROM_YEARS ? 'child-by-age' : undefined;
}

/** Age String (PS3.5 6.2). */
function statedYears(age: string): number | undefined {
  const [, count, unit] = PatientAge.exec(age) ?? [];
  // What devices write where nobody gave an age; a newborn's is stated in days.
  if (count === undefined || age === '000Y') return undefined;
  return unit === 'Y' ? Number(count) : 0;
}

function yearsByDates(attributes: SourceFilm['patientAndStudy']): number | undefined {
  const text = (keyword: 'PatientBirthDate' | 'StudyDate'): string => String(attributes[keyword] ?? '');
  const age = ageAt(text('PatientBirthDate'), text('StudyDate'));
  if (age === null) return undefined;
  return age.unit === 'year' ? age.value : 0;
}
