import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dimse from 'dcmjs-dimse';
import { CT, dicomFile } from '../import/testing.js';
import { StorageCommitment } from './association-policy.js';
import { StorageCommitmentInstance } from './commitment.js';

// Senders for the tests of this folder: dcmtk's, as modalities are built on it; no part of the product imports it.

export const hasDcmtk = spawnSync('storescu', ['--version']).status === 0;

/** Without TCP_NODELAY dcmtk waits for delayed acknowledgements. */
const env = { ...process.env, TCP_NODELAY: '1' };

/** Runs a dcmtk tool and resolves with all that it said, and how it ended. */
export async function dcmtk(tool: string, ...args: string[]): Promise<{ code: number; said: string }> {
  return await new Promise((resolve) => {
    execFile(tool, args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: `${stdout}${stderr}` });
    });
  });
}

/** A folder of `count` small instances of their own, 1.2.3.1 and on; returns its path. */
export function instancesIn(dir: string, count: number, side = 64): string {
  mkdirSync(dir, { recursive: true });
  for (let index = 1; index <= count; index += 1) {
    const bytes = dicomFile({ instance: String(index), seed: index, side });
    writeFileSync(join(dir, `${index}.dcm`), bytes);
  }
  return dir;
}

export interface Commitment {
  readonly event: number;
  readonly kept: readonly string[];
  readonly failed: readonly string[];
}

/** Asks as a modality does, and waits for the report on the same association. */
export async function askCommitment(port: number, uids: readonly string[]): Promise<Commitment> {
  const client = new dimse.Client();
  const request = new dimse.requests.NActionRequest(StorageCommitment, StorageCommitmentInstance, 1);
  const sequence = uids.map((ReferencedSOPInstanceUID) => ({
    ReferencedSOPClassUID: CT,
    ReferencedSOPInstanceUID,
  }));
  const elements = { TransactionUID: '1.2.9', ReferencedSOPSequence: sequence };
  request.setDataset(new dimse.Dataset(elements, '1.2.840.10008.1.2'));
  client.addRequest(request);
  return await new Promise<Commitment>((resolve, reject) => {
    client.on('networkError', reject);
    client.on(
      'nEventReportRequest',
      (
        report: InstanceType<typeof dimse.requests.NEventReportRequest>,
        answer: (response: InstanceType<typeof dimse.responses.NEventReportResponse>) => void,
      ) => {
        const response = dimse.responses.NEventReportResponse.fromRequest(report);
        response.setStatus(0);
        answer(response);
        const told = report.getDataset()?.getElements() ?? {};
        resolve({
          event: report.getEventTypeId(),
          kept: uidsIn(told['ReferencedSOPSequence']),
          failed: uidsIn(told['FailedSOPSequence']),
        });
      },
    );
    client.send('127.0.0.1', port, 'XRAY1', 'TYNYS', { associationLingerTimeout: 2000 });
  });
}

function uidsIn(sequence: unknown): string[] {
  const items: unknown[] = Array.isArray(sequence) ? sequence : [sequence];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null && 'ReferencedSOPInstanceUID' in item
      ? [String(item.ReferencedSOPInstanceUID)]
      : [],
  );
}
