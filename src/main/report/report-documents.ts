import { createHash } from 'node:crypto';
import type { KeyImage, ReportDocument, ReportObject, StudyContent } from '../../contract/index.js';
import { type Digest, readSourceFilm, stampOf } from '../../domain/analyse/index.js';
import { memorySource, readDataset, readHeader } from '../../domain/dicom/index.js';
import {
  encapsulatedReport,
  type ReferencedFrame,
  type SignedDocument,
  type SignedPart,
  structuredReport,
} from '../../domain/report/index.js';
import { StoreError, type WriteStore } from '../store/index.js';

const sha256: Digest = (text) => createHash('sha256').update(text).digest();

/** Objects that are made of pictures: a report of them needs their patient and study from the pictures themselves. */
const notPictures: ReadonlySet<string> = new Set(['SR', 'SEG', 'PR', 'DOC', 'KO']);

/**
 * Writes a signed document into its study: a structured report and the printed pages. Made again, they have the same
 * UIDs, which the store then knows.
 * @param parts the report and its addenda up to the one that was signed last
 * @throws StoreError 'not-found' where the study has no picture to take patient and study from
 */
export async function storeDocument(
  store: WriteStore,
  parts: readonly ReportDocument[],
  pdf: Uint8Array,
  title: string,
  productVersion: string,
): Promise<ReportObject[]> {
  const document = signedDocument(store, parts, title, productVersion);
  const objects = [
    { kind: 'structured', bytes: structuredReport(document, sha256) },
    { kind: 'pdf', bytes: encapsulatedReport(document, pdf, sha256) },
  ] as const;
  const stored: ReportObject[] = [];
  for (const { kind, bytes } of objects) {
    const read = readHeader(memorySource(bytes));
    if (!read.ok) throw new Error('a report that cannot be read back');
    await store.addResult(bytes, read.header);
    stored.push({ kind, SOPInstanceUID: read.header.SOPInstanceUID });
  }
  return stored;
}

function signedDocument(
  store: WriteStore,
  documents: readonly ReportDocument[],
  title: string,
  productVersion: string,
): SignedDocument {
  const [first, ...rest] = documents.flatMap(({ signature, ...part }): SignedPart[] =>
    signature === null ? [] : [{ ...part, signature }],
  );
  if (first === undefined) throw new Error('only what is signed is stored');
  const last = rest.at(-1) ?? first;
  const series = store.content(documents[0]?.studyId ?? 0)?.series ?? [];
  return {
    film: sourceFilm(store, series),
    parts: [first, ...rest],
    title,
    keyImages: referenced(series, last.keyImages),
    stamp: stampOf(new Date(last.signature.signedAt), productVersion),
  };
}

type Series = StudyContent['series'];

function sourceFilm(store: WriteStore, series: Series): SignedDocument['film'] {
  const picture = series.find(({ Modality }) => !notPictures.has(Modality))?.instances[0];
  const bytes = picture && store.openObject(picture.id)?.readAll();
  const read = bytes && readDataset(bytes);
  if (!read?.ok) throw new StoreError('not-found', 'The study has no picture that can be read.');
  return readSourceFilm(read.dataset);
}

function referenced(series: Series, images: readonly KeyImage[]): ReferencedFrame[] {
  return images.flatMap(({ SOPInstanceUID, frame }) =>
    series.flatMap(({ SeriesInstanceUID, instances }) =>
      instances
        .filter((instance) => instance.SOPInstanceUID === SOPInstanceUID)
        .map(({ SOPClassUID, NumberOfFrames }) => ({
          SOPClassUID,
          SOPInstanceUID,
          SeriesInstanceUID,
          frame: NumberOfFrames > 1 ? frame : undefined,
        })),
    ),
  );
}
