import type { AnnouncedStudy, StudyQuery, StudySortKey } from '../../contract/index.js';

export type Filters = NonNullable<StudyQuery['filters']>;

/** Modalities that a chest department meets, most frequent first; `''` stands for all. */
export const modalities = [
  '',
  'DX',
  'CR',
  'CT',
  'MR',
  'PT',
  'NM',
  'US',
  'XA',
  'RF',
  'MG',
  'OT',
  'SC',
  'SR',
  'SEG',
  'PR',
] as const;

/** The filters with one of them set, or taken away when its value is ''. */
export function withFilter(filters: Filters, key: keyof Filters, value: string): Filters {
  const { [key]: _, ...others } = filters;
  return value.trim() === '' ? others : { ...others, [key]: value };
}

export const hasFilters = (filters: Filters): boolean => Object.keys(filters).length > 0;

/** A day relative to `today` as DA, YYYYMMDD in local time. */
export function dayBefore(today: Date, days: number): string {
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
  return [
    String(day.getFullYear()).padStart(4, '0'),
    String(day.getMonth() + 1).padStart(2, '0'),
    String(day.getDate()).padStart(2, '0'),
  ].join('');
}

const includes = (value: string, part: string | undefined): boolean =>
  part === undefined || value.toLocaleLowerCase().includes(part.trim().toLocaleLowerCase());

/**
 * Whether a study that is still on its disc belongs in the list under this search and these filters. Plainer
 * than the store's own search, which also transliterates: the study is in the store in a moment.
 */
export function matchesAnnounced(study: AnnouncedStudy, text: string, filters: Filters): boolean {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const searched = [
    study.PatientName.replaceAll(/[\^=]/g, ' '),
    study.PatientID,
    study.StudyDescription,
  ].join(' ');
  return (
    words.every((word) => includes(searched, word)) &&
    includes(study.PatientName.replaceAll('^', ' '), filters.PatientName) &&
    includes(study.PatientID, filters.PatientID) &&
    includes(study.StudyDescription, filters.StudyDescription) &&
    study.PatientBirthDate.startsWith(filters.PatientBirthDate ?? '') &&
    (filters.PatientSex === undefined || study.PatientSex === filters.PatientSex) &&
    (filters.Modality === undefined || study.ModalitiesInStudy.includes(filters.Modality)) &&
    (filters.StudyDateFrom === undefined || study.StudyDate >= filters.StudyDateFrom) &&
    (filters.StudyDateTo === undefined || study.StudyDate <= filters.StudyDateTo) &&
    filters.source === undefined &&
    filters.state !== 'opened' &&
    (filters.reportState ?? 'unread') === 'unread'
  );
}

/** The order of studies on a disc under the list's own order; where they have nothing to sort by, as on the disc. */
export function compareAnnounced(key: StudySortKey, descending: boolean) {
  const of = (study: AnnouncedStudy): string | number =>
    key === 'ModalitiesInStudy'
      ? study.ModalitiesInStudy.join(' ')
      : key in study
        ? study[key as 'StudyDate']
        : '';
  return (a: AnnouncedStudy, b: AnnouncedStudy): number => {
    const [left, right] = [of(a), of(b)];
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right));
    return descending ? -order : order;
  };
}
