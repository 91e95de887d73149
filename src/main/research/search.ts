import {
  belongsTo,
  type CohortQuery,
  type FindingReport,
  type StudySummary,
} from '../../domain/research/index.js';
import { joined, type ReportShelf } from './report-shelf.js';
import type { RemoteStudy, Repository } from './repository.js';

/** Studies whose reports are fetched at the same time: one is mostly waiting for the link. */
const AT_ONCE = 4;

/**
 * The studies of a cohort, by date, newest first. The repository narrows down what it can; reports are read for the
 * rest, each once ever.
 * @throws LinkError
 */
export async function searchStudies(
  repository: Repository,
  shelf: ReportShelf,
  query: CohortQuery,
  { signal, onLooked }: { readonly signal: AbortSignal; readonly onLooked?: (studies: number) => void },
): Promise<StudySummary[]> {
  const found: StudySummary[] = [];
  let looked = 0;
  let waiting: RemoteStudy[] = [];
  const look = async (): Promise<void> => {
    const read = await Promise.all(waiting.map((study) => withFindings(repository, shelf, study, signal)));
    found.push(...read.filter((study) => belongsTo(study, query)));
    looked += waiting.length;
    waiting = [];
    onLooked?.(looked);
  };
  for await (const study of repository.studies(query, signal)) {
    signal.throwIfAborted();
    // Without the labels already out of it: its reports need not be fetched.
    if (!belongsTo({ ...study, findings: [], severities: [] }, plainly(query))) continue;
    waiting.push(study);
    if (waiting.length === AT_ONCE) await look();
  }
  await look();
  return found.sort(
    (a, b) => b.StudyDate.localeCompare(a.StudyDate) || (a.StudyInstanceUID < b.StudyInstanceUID ? -1 : 1),
  );
}

/** What a query asks beside labels. */
function plainly(query: CohortQuery): CohortQuery {
  const { finding: _f, voice: _v, likelihood: _l, severityFrom: _sf, severityTo: _st, ...plain } = query;
  return plain;
}

async function withFindings(
  repository: Repository,
  shelf: ReportShelf,
  { reports, ...study }: RemoteStudy,
  signal: AbortSignal,
): Promise<StudySummary> {
  const read = new Map<string, FindingReport>();
  for (const report of reports) {
    read.set(report.SOPInstanceUID, await shelf.read(repository, report, signal));
  }
  return { ...study, ...joined(read) };
}
