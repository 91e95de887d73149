import { FilmIdentity } from '../../contract/index.js';
import { parseDate } from '../../domain/patient/index.js';

/** The form as it stands. Who: a patient chosen from the store, or one typed in; null and '' until a person says. */
export interface FilmDraft {
  readonly from: 'store' | 'typed';
  readonly existing: ExistingPatient | null;
  readonly typed: {
    readonly familyName: string;
    readonly givenName: string;
    readonly PatientID: string;
    readonly IssuerOfPatientID: string;
    readonly PatientBirthDate: string;
    readonly PatientSex: string;
  };
  readonly StudyDate: string;
  readonly StudyDescription: string;
  readonly Modality: string;
  readonly ViewPosition: string;
}

export interface ExistingPatient {
  readonly patientId: number;
  readonly PatientName: string;
  readonly PatientID: string;
  readonly IssuerOfPatientID: string;
  readonly PatientBirthDate: string;
  readonly PatientSex: string;
}

export const emptyDraft: FilmDraft = {
  from: 'store',
  existing: null,
  typed: {
    familyName: '',
    givenName: '',
    PatientID: '',
    IssuerOfPatientID: '',
    PatientBirthDate: '',
    PatientSex: '',
  },
  StudyDate: '',
  StudyDescription: '',
  Modality: 'DX',
  ViewPosition: '',
};

/** Components of PN are parted by '^' and groups by '='; neither may come from a text field (PS3.5, 6.2.1). */
const component = (text: string): string =>
  text
    .replaceAll(/[\^=\\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What the draft says, valid for the contract; null while a person has yet to say whose the film is. */
export function toIdentity(draft: FilmDraft): FilmIdentity | null {
  const film = {
    StudyDate: draft.StudyDate,
    StudyDescription: draft.StudyDescription,
    Modality: draft.Modality,
    ViewPosition: draft.ViewPosition,
  };
  const parsed = FilmIdentity.safeParse({ ...film, ...patientOf(draft) });
  if (!parsed.success) return null;
  const days = [parsed.data.StudyDate, parsed.data.PatientBirthDate].filter((DA) => DA !== '');
  return days.every((DA) => parseDate(DA) !== null) ? parsed.data : null;
}

function patientOf({ from, existing, typed }: FilmDraft): Partial<FilmIdentity> | Record<string, string> {
  if (from === 'typed') {
    const family = component(typed.familyName);
    const given = component(typed.givenName);
    return {
      PatientName: given === '' ? family : `${family}^${given}`,
      PatientID: typed.PatientID.replaceAll('\\', ''),
      IssuerOfPatientID: typed.IssuerOfPatientID,
      PatientBirthDate: typed.PatientBirthDate,
      PatientSex: typed.PatientSex,
    };
  }
  if (existing === null) return {};
  const { patientId: _, ...identity } = existing;
  return {
    ...identity,
    // A store may hold what the form would refuse; what cannot be carried over is left out, never altered.
    PatientBirthDate: parseDate(identity.PatientBirthDate) ? identity.PatientBirthDate.trim() : '',
    PatientSex: ['F', 'M', 'O'].includes(identity.PatientSex) ? identity.PatientSex : '',
  };
}
