/**
 * How a repository lies in a folder:
 *
 *     PatientID/StudyInstanceUID/SeriesInstanceUID/SOPInstanceUID.dcm    the released bytes, pseudonymous names
 *     index/<writer>.jsonl                                               one line an instance, see `IndexLine`
 *
 * Several sites may write into one share: each appends to an index file of its own, which nobody else writes. A line
 * is written once its file is durable, so that a file without a line is one that is still arriving. A reader takes all
 * index files together; of lines with one SOPInstanceUID and sha256 any will do, and a last line without its line
 * break is one that a power cut left and is not there.
 */
export const INDEX_FOLDER = 'index';

/** What the index says of an instance: enough to search by. Keywords as DICOM has them; '' where the object is silent. */
export interface IndexLine {
  /** Below the repository's folder, with '/'. */
  readonly path: string;
  /** Lower-case hex, of the file. */
  readonly sha256: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly storedAt: string;
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly PatientID: string;
  readonly SOPClassUID: string;
  readonly Modality: string;
  readonly PatientSex: string;
  readonly PatientAge: string;
  readonly StudyDate: string;
  readonly StudyDescription: string;
  readonly SeriesDescription: string;
  readonly BodyPartExamined: string;
  readonly ViewPosition: string;
}

/** What names an instance in the layout. */
export type Place = Pick<
  IndexLine,
  'PatientID' | 'StudyInstanceUID' | 'SeriesInstanceUID' | 'SOPInstanceUID'
>;

/** Path of an instance below the repository's folder, its parts without separators. */
export function pathInFolder(place: Place): readonly [string, string, string, string] {
  return [
    pathPart(place.PatientID),
    pathPart(place.StudyInstanceUID),
    pathPart(place.SeriesInstanceUID),
    `${pathPart(place.SOPInstanceUID)}.dcm`,
  ];
}

/** A value as every file system takes it: no separators, no leading dots, never empty. */
function pathPart(value: string): string {
  const plain = value.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');
  return plain === '' || plain === INDEX_FOLDER ? '_' : plain.slice(0, 64);
}

/** The line of an index file, its break included. */
export function encodeIndexLine(line: IndexLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Lines of an index file. What is no such line (a torn one, another product's) is left out. */
export function parseIndex(text: string): IndexLine[] {
  const lines = text.split('\n');
  // Behind the last break: nothing, or what a power cut left.
  lines.pop();
  return lines.flatMap((line) => {
    const parsed = parseLine(line);
    return parsed === undefined ? [] : [parsed];
  });
}

const WORDS = [
  'path',
  'sha256',
  'storedAt',
  'SOPInstanceUID',
  'SeriesInstanceUID',
  'StudyInstanceUID',
  'PatientID',
  'SOPClassUID',
  'Modality',
  'PatientSex',
  'PatientAge',
  'StudyDate',
  'StudyDescription',
  'SeriesDescription',
  'BodyPartExamined',
  'ViewPosition',
] as const satisfies readonly (keyof IndexLine)[];

function parseLine(line: string): IndexLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = new Map(Object.entries(value));
  const bytes: unknown = entries.get('bytes');
  if (typeof bytes !== 'number' || WORDS.some((word) => typeof entries.get(word) !== 'string'))
    return undefined;
  const word = (name: (typeof WORDS)[number]): string => String(entries.get(name));
  return {
    path: word('path'),
    sha256: word('sha256'),
    bytes,
    storedAt: word('storedAt'),
    SOPInstanceUID: word('SOPInstanceUID'),
    SeriesInstanceUID: word('SeriesInstanceUID'),
    StudyInstanceUID: word('StudyInstanceUID'),
    PatientID: word('PatientID'),
    SOPClassUID: word('SOPClassUID'),
    Modality: word('Modality'),
    PatientSex: word('PatientSex'),
    PatientAge: word('PatientAge'),
    StudyDate: word('StudyDate'),
    StudyDescription: word('StudyDescription'),
    SeriesDescription: word('SeriesDescription'),
    BodyPartExamined: word('BodyPartExamined'),
    ViewPosition: word('ViewPosition'),
  };
}
