import type { WriteStore } from '../store/index.js';
import { parseCard } from './keys.js';
import { openSigned, Receipt } from './papers.js';
import { type PackagePlan, PackagePlans } from './plans.js';

export type ReceiptRead =
  | {
      readonly ok: true;
      readonly packageId: string;
      readonly confirmed: number;
      /** The repository did not take them; they wait for another way. */
      readonly refused: number;
      /** In the package, but of the receipt there is no word. */
      readonly unmentioned: number;
    }
  | {
      readonly ok: false;
      readonly problem: 'not-a-receipt' | 'not-signed-by-them' | 'unknown-package' | 'other-package';
    };

/**
 * Reads what the repository says of a package and marks what it found as confirmed. A receipt counts only where the
 * repository that the package was made for has signed it, and for exactly the manifest that was written.
 */
export function readReceipt(store: WriteStore, file: string): ReceiptRead {
  const plans = new PackagePlans(store.dir).all().filter(({ manifestSha256 }) => manifestSha256 !== null);
  const signers = new Set(plans.map(({ recipient }) => recipient));
  for (const signer of signers) {
    const card = parseCard(signer);
    const opened = card === undefined ? undefined : openSigned(file, Receipt, card);
    if (opened?.ok !== true) {
      if (opened?.problem === 'not-a-paper') return { ok: false, problem: 'not-a-receipt' };
      continue;
    }
    const receipt = opened.paper;
    const plan = plans.find(({ packageId }) => packageId === receipt.packageId);
    if (plan === undefined) return { ok: false, problem: 'unknown-package' };
    if (plan.recipient !== signer || plan.manifestSha256 !== receipt.manifestSha256) {
      return { ok: false, problem: 'other-package' };
    }
    return confirm(store, plan, receipt);
  }
  return { ok: false, problem: signers.size === 0 ? 'unknown-package' : 'not-signed-by-them' };
}

function confirm(store: WriteStore, plan: PackagePlan, receipt: Receipt): ReceiptRead {
  const packed = new Set(
    plan.volumes.flatMap((volume) => volume.packed?.instances.map(({ sha256 }) => sha256) ?? []),
  );
  const found = new Set(receipt.confirmed.filter((sha256) => packed.has(sha256)));
  const sends = store.sends.all(plan.destinationId).filter(({ sha256 }) => found.has(sha256));
  // Each by the same steps as over a link; what a link has confirmed meanwhile stays so.
  store.sends.settle(
    sends.flatMap(({ id }) => [
      [id, { kind: 'retried' }] as const,
      [id, { kind: 'taken' }] as const,
      [id, { kind: 'accepted' }] as const,
      [id, { kind: 'proved' }] as const,
    ]),
  );
  new PackagePlans(store.dir).save({ ...plan, receivedAt: receipt.receivedAt });
  const refused = receipt.refused.filter((sha256) => packed.has(sha256)).length;
  return {
    ok: true,
    packageId: plan.packageId,
    confirmed: found.size,
    refused,
    unmentioned: packed.size - found.size - refused,
  };
}
