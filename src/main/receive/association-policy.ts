import { AeTitle } from '../../contract/index.js';
import { transferSyntaxes } from '../../domain/pixels/index.js';

export const Verification = '1.2.840.10008.1.1';
export const StorageCommitment = '1.2.840.10008.1.20.1';

const ImplicitVRLittleEndian = '1.2.840.10008.1.2';
const ExplicitVRLittleEndian = '1.2.840.10008.1.2.1';
const ExplicitVRBigEndian = '1.2.840.10008.1.2.2';

/** Who may send, and as whom we are called. */
export interface CallerRules {
  readonly aeTitle: string;
  /** AE titles that may send; empty: everybody. */
  readonly callers: readonly string[];
}

/** Why an association is refused, as PS3.8 table 9-21 names it. */
export type AssociationRefusal = 'called-ae-not-recognised' | 'calling-ae-not-recognised';

/** As it is kept: without spaces at its ends, which do not count. */
export function isAeTitle(text: string): boolean {
  return AeTitle.safeParse(text).data === text;
}

/** Undefined where the caller is welcome. */
export function refusalOf(
  called: string,
  calling: string,
  rules: CallerRules,
): AssociationRefusal | undefined {
  if (called.trim() !== rules.aeTitle) return 'called-ae-not-recognised';
  const caller = calling.trim();
  const known = rules.callers.length === 0 || rules.callers.includes(caller);
  return isAeTitle(caller) && known ? undefined : 'calling-ae-not-recognised';
}

/**
 * The transfer syntax that a proposed context is accepted with; undefined: none. Objects are kept as they were sent, so
 * the sender's own order decides; big endian only where nothing else is offered, because it is converted for it.
 */
export function acceptedSyntax(abstractSyntax: string, proposed: readonly string[]): string | undefined {
  if (abstractSyntax === Verification || abstractSyntax === StorageCommitment) {
    return [ExplicitVRLittleEndian, ImplicitVRLittleEndian].find((syntax) => proposed.includes(syntax));
  }
  if (!isStorage(abstractSyntax)) return undefined;
  const known = proposed.filter((syntax) => transferSyntaxes.includes(syntax));
  return known.find((syntax) => syntax !== ExplicitVRBigEndian) ?? known[0];
}

/** Storage SOP classes of the standard, those not yet in any table of ours too, and private ones. */
function isStorage(abstractSyntax: string): boolean {
  return (
    abstractSyntax.startsWith('1.2.840.10008.5.1.4.1.1.') ||
    abstractSyntax.startsWith('1.2.840.10008.5.1.4.34.') ||
    !abstractSyntax.startsWith('1.2.840.10008.')
  );
}
