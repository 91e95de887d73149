import type { ReviewedChange } from '../../contract/index.js';
import { type Change, keywordOf } from '../../domain/deidentify/index.js';
import { type ByteSource, type DatasetView, readDataset } from '../../domain/dicom/index.js';

/** Longer values are cut: a reviewer reads a line, not a report. */
const MOST_CHARACTERS = 160;

const binaryNumbers = new Set(['AT', 'FD', 'FL', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const bulk = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UN']);

/** The report of an instance with the values before and after, for the eyes of its reviewer only. */
export function changedValues(
  report: readonly Change[],
  original: ByteSource,
  released: ByteSource | Uint8Array,
): ReviewedChange[] {
  const before = datasetOf(original);
  const after = datasetOf(released);
  return report.map(({ path, action, by }) => {
    const steps = stepsOf(path);
    return {
      path,
      action,
      by,
      keyword: keywordOf(steps.at(-1)?.tag ?? 0),
      original: before === undefined ? null : valueAt(before, steps),
      released: after === undefined ? null : valueAt(after, steps),
    };
  });
}

function datasetOf(source: ByteSource | Uint8Array): DatasetView | undefined {
  const read = readDataset(source);
  return read.ok ? read.dataset : undefined;
}

interface Step {
  readonly tag: number;
  /** Of the item that the next step is in. */
  readonly item: number;
}

/** '(0040,A730)[2]>(0040,A160)' taken apart; [] for what is no such path. */
export function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  for (const part of path.split('>')) {
    const [, group, element, item = '0'] = /^\(([0-9A-F]{4}),([0-9A-F]{4})\)(?:\[(\d+)\])?$/.exec(part) ?? [];
    if (group === undefined || element === undefined) return [];
    steps.push({ tag: Number.parseInt(group + element, 16), item: Number(item) });
  }
  return steps;
}

function valueAt(dataset: DatasetView, steps: readonly Step[]): string | null {
  let within: DatasetView | undefined = dataset;
  for (const { tag, item } of steps.slice(0, -1)) within = within?.items(tag)[item];
  const tag = steps.at(-1)?.tag;
  const element = tag === undefined ? undefined : within?.element(tag);
  if (within === undefined || tag === undefined || element === undefined || bulk.has(element.vr)) return null;
  const text = binaryNumbers.has(element.vr)
    ? within.numbers(tag).join('\\')
    : element.vr === 'PN'
      ? within.name(tag)
      : within.text(tag);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
