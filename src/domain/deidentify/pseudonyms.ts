import { type DatasetView, uidFromRandom } from '../dicom/index.js';
import { identityKey, patientIdKey } from '../patient/index.js';
import type { Context } from './types.js';

/** An instance's own comes once; its study's, series' and frame of reference's are asked for again at once. */
const MOST_UIDS = 1024;

/** Crockford's base32: no I, L, O or U, so that a pseudonym can be read out and spells nothing. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += letters[(bytes[i] ?? 0) & 31];
  return text;
}

/** Who the patient of a data set is, by the key that the store has too. */
export function patientIdentity(dataset: DatasetView): string {
  const birthDate = dataset.string(0x00100030).replace(/^(\d{4})\.(\d{2})\.(\d{2})$/, '$1$2$3');
  const patient = {
    IssuerOfPatientID: dataset.string(0x00100021),
    PatientID: dataset.string(0x00100020),
    PatientName: dataset.name(0x00100010),
    PatientBirthDate: birthDate,
  };
  return identityKey(patient, dataset.string(0x0020000d));
}

/** No arc that PS3.6 has assigned is longer than four digits: a number of somebody's under the root is. */
const standardUid = /^1\.2\.840\.10008\.(?:[1-9]|15)(?:\.(?:0|[1-9]\d{0,3})){1,9}$/;

/** UIDs of the standard's own (SOP classes, transfer syntaxes, well-known instances) identify nobody. */
export function isStandardUid(uid: string): boolean {
  return standardUid.test(uid);
}

/** Whether it is a UID as PS3.5 section 9.1 has them. */
export function isUid(uid: string): boolean {
  return uid.length <= 64 && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/.test(uid);
}

/**
 * The stand-ins of one patient under one site secret. Everything is keyed: without the secret neither the
 * pseudonym of a guessed identifier nor a date shift can be computed.
 */
export class Pseudonyms {
  readonly #hmac: Context['hmac'];
  readonly #uids = new Map<string, string>();
  /** 'TY-XXXX-XXXX-XXXX': 60 bits, so that a nation's patients collide with a chance of less than 1 in 10 000. */
  readonly PatientID: string;
  /** Whole weeks backwards, 1 to 521: days of the week and all intervals of one patient stay as they were. */
  readonly shiftDays: number;

  constructor({ hmac }: Pick<Context, 'hmac'>, patient: string) {
    this.#hmac = hmac;
    const id = base32(hmac('patient-id', patient), 12);
    this.PatientID = `TY-${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`;
    const [a = 0, b = 0, c = 0, d = 0] = hmac('date-shift', patient);
    this.shiftDays = -7 * (1 + ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % 521));
  }

  /** Same UID, same stand-in, in whatever element, instance or batch it occurs. Malformed ones get one too. */
  uid(uid: string): string {
    let mapped = this.#uids.get(uid);
    if (mapped === undefined) {
      if (this.#uids.size >= MOST_UIDS) this.#uids.clear();
      mapped = uidFromRandom(this.#hmac('uid', uid).slice(0, 16));
      this.#uids.set(uid, mapped);
    }
    return mapped;
  }

  /** 13 characters, which fits SH. Bound to the patient: numbers of different hospitals do coincide. */
  accession(AccessionNumber: string): string {
    return `A${base32(this.#hmac('accession', `${this.PatientID} ${AccessionNumber.trim()}`), 12)}`;
  }

  studyId(StudyID: string): string {
    return `S${base32(this.#hmac('study-id', `${this.PatientID} ${StudyID.trim()}`), 12)}`;
  }

  /** For an ID that is another's or of another kind than the object's own PatientID. */
  otherId(id: string): string {
    return `TY-${base32(this.#hmac('id', patientIdKey(id)), 12)}`;
  }
}
