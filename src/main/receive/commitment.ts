import dimse from 'dcmjs-dimse';
import { z } from 'zod';
import { StorageCommitment } from './association-policy.js';

/** PS3.4 J.3.3: event types of the push model. */
const ALL_COMMITTED = 1;
const SOME_FAILED = 2;
/** PS3.3 C.14: no such object instance. */
const NO_SUCH_INSTANCE = 0x0112;

/** The well-known instance of the push model (PS3.6 table A-1). */
export const StorageCommitmentInstance = '1.2.840.10008.1.20.1.1';

const Reference = z.object({
  ReferencedSOPClassUID: z.string(),
  ReferencedSOPInstanceUID: z.string(),
});

/** The library gives a sequence of one item as the item. */
const References = z.union([z.array(Reference), Reference.transform((one) => [one])]);

/** What a sender asks to be kept for it (PS3.4 J.3.2). */
const Asked = z.object({ TransactionUID: z.string(), ReferencedSOPSequence: References });
export type Asked = z.infer<typeof Asked>;

/** Undefined where it is no such request. */
export function commitmentAsked(dataset: InstanceType<typeof dimse.Dataset> | undefined): Asked | undefined {
  return Asked.safeParse(dataset?.getElements()).data;
}

/**
 * The report that answers: which of the objects are in the store, and which are not.
 * @param isKept by SOP Instance UID
 */
export function commitmentReport(
  { TransactionUID, ReferencedSOPSequence }: Asked,
  isKept: (SOPInstanceUID: string) => boolean,
  TransferSyntaxUID: string,
): InstanceType<typeof dimse.requests.NEventReportRequest> {
  const kept = ReferencedSOPSequence.filter((one) => isKept(one.ReferencedSOPInstanceUID));
  const failed = ReferencedSOPSequence.filter((one) => !kept.includes(one)).map((one) => ({
    ...one,
    FailureReason: NO_SUCH_INSTANCE,
  }));
  const report = new dimse.requests.NEventReportRequest(
    StorageCommitment,
    StorageCommitmentInstance,
    failed.length === 0 ? ALL_COMMITTED : SOME_FAILED,
  );
  const elements = {
    TransactionUID,
    ...(kept.length === 0 ? {} : { ReferencedSOPSequence: kept }),
    ...(failed.length === 0 ? {} : { FailedSOPSequence: failed }),
  };
  report.setDataset(new dimse.Dataset(elements, TransferSyntaxUID));
  return report;
}
