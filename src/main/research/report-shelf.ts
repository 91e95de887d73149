import { z } from 'zod';
import { FoundStudy } from '../../contract/index.js';
import { readDataset } from '../../domain/dicom/index.js';
import { type FindingReport, readFindingReport, voices } from '../../domain/research/index.js';
import { KeptLines } from './kept-lines.js';
import type { RemoteInstance, Repository } from './repository.js';

/** As the window is told of a study, with what it is about and where it stands. */
const { findings, severities } = FoundStudy.shape;
const Report = z.object({
  voice: z.enum(voices),
  replaces: z.array(z.string()),
  findings: z.array(findings.element.extend({ SOPInstanceUID: z.string(), source: z.string() })),
  severities: z.array(severities.element.extend({ SOPInstanceUID: z.string() })),
});

const NOTHING: FindingReport = { voice: 'unstated', replaces: [], findings: [], severities: [] };

/**
 * What reports say, read from the repository once: an object never changes, so what it said need not be fetched
 * again. No server can be asked for a label, because labels stand within reports.
 */
export class ReportShelf {
  readonly #kept: KeptLines<FindingReport>;

  /** @param path of the file that keeps it */
  constructor(path: string) {
    this.#kept = new KeptLines(path, Report);
  }

  async read(repository: Repository, instance: RemoteInstance, signal: AbortSignal): Promise<FindingReport> {
    const known = this.#kept.get(instance.SOPInstanceUID);
    if (known !== undefined) return known;
    const read = readDataset(await repository.fetch(instance, signal));
    const report = read.ok ? readFindingReport(read.dataset) : NOTHING;
    this.#kept.keep(instance.SOPInstanceUID, report);
    return report;
  }
}

/** What several reports say together, without those that others took the place of. */
export function joined(
  reports: ReadonlyMap<string, FindingReport>,
): Pick<FindingReport, 'findings' | 'severities'> {
  const replaced = new Set([...reports.values()].flatMap(({ replaces }) => replaces));
  const current = [...reports].filter(([SOPInstanceUID]) => !replaced.has(SOPInstanceUID));
  return {
    findings: current.flatMap(([, { findings }]) => findings),
    severities: current.flatMap(([, { severities }]) => severities),
  };
}
