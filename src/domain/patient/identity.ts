/** Same person-typed text whatever its case, Unicode composition or padding. Idempotent. */
function normalised(text: string): string {
  // Upper, then lower: folds what lower-casing alone leaves apart (ß and ẞ, final sigma).
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** PN without the padding that writers add: 'Ivanova^Anna^^^' and ' IVANOVA^ANNA' are one name (PS3.5 6.2.1). */
export function normalisedName(name: string): string {
  return normalised(name)
    .split('=')
    .map((group) =>
      group
        .split('^')
        .map((component) => component.trim())
        .join('^')
        .replace(/\^+$/, ''),
    )
    .join('=')
    .replace(/=+$/, '');
}

/** What makes two PatientIDs the same for the mismatch warning; '' when there is none. */
export function patientIdKey(PatientID: string): string {
  return normalised(PatientID);
}

interface PatientAttributes {
  readonly IssuerOfPatientID: string;
  readonly PatientID: string;
  readonly PatientName: string;
  readonly PatientBirthDate: string;
}

/**
 * Who a patient is: issuer, ID, name and birth date together (docs/decisions/0004). Without a PatientID the
 * study belongs to the key, so that two anonymous people are never taken for one. The store merges by this key and
 * the de-identifier keys pseudonyms with it, so both have to ask here.
 */
export function identityKey(patient: PatientAttributes, studyKey: string): string {
  const id = patientIdKey(patient.PatientID);
  return JSON.stringify([
    normalised(patient.IssuerOfPatientID),
    id,
    normalisedName(patient.PatientName),
    normalised(patient.PatientBirthDate),
    ...(id === '' ? [studyKey] : []),
  ]);
}
