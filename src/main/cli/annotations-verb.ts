import { createWriteStream, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StudyContent } from '../../contract/index.js';
import { cocoDataset, type Drawn, measurementTable } from '../../domain/annotate/index.js';
import { currentObjects, studyDrawings } from '../annotate/index.js';
import { toolVersion } from '../deidentify/index.js';
import { type ReadStore, StoreError } from '../store/index.js';
import { count, WrongCall } from './output.js';
import { outputFolder } from './output-folder.js';
import { storeToRead } from './store-option.js';
import type { Verb } from './verb.js';

const formats = ['json', 'sr', 'coco', 'csv'] as const;
type Format = (typeof formats)[number];
const isFormat = (given: string): given is Format => formats.some((format) => format === given);

/** What was drawn in one study, as far as it was asked for. */
interface StudyDrawn {
  readonly content: StudyContent;
  readonly drawn: readonly Drawn[];
}

export const annotationsVerb: Verb = {
  usage: `tynys annotations UID… --out DIR [--format json|sr|coco|csv] [--store DIR] [--json]

Writes what readers drew and measured on the images of each UID (of a study, a series or an instance). What they wrote
and who they are is in it, and so are the UIDs of the originals: it is not de-identified.

  --format json  annotations.json: every annotation with its points in pixels and its measurements (the default)
  --format sr    DICOM objects: reports, presentation states, segmentations and key objects, as the app writes them
  --format coco  annotations.coco.json: boxes and outlines; file names are those that 'tynys export' gives
  --format csv   measurements.csv: a row a measurement with its unit and what that rests on

With --json, a line per file: {"file","format"}, a line per UID that is not in the store: {"UID","error"}, and last
{"summary":{"annotations","measurements","images","files","failed","elapsedMs"}}`,
  options: { out: { type: 'string' }, format: { type: 'string' } },
  async run({ positionals, values, output }) {
    const { out, format = 'json' } = values;
    if (positionals.length === 0) throw new WrongCall('annotations needs at least one UID');
    if (typeof out !== 'string' || out === '') throw new WrongCall('annotations needs --out DIR');
    if (typeof format !== 'string' || !isFormat(format)) {
      throw new WrongCall(`--format is one of ${formats.join(', ')}`);
    }
    const startedMs = performance.now();
    const store = storeToRead(values.store);
    try {
      const dir = outputFolder(store, 'out', out);
      output.note('These files identify the patient: they name the originals and hold what readers wrote.');
      const { studies, missing } = await drawingsOf(store, positionals);
      for (const UID of missing) await output.result({ UID, error: NOT_HERE }, `${UID}: ${NOT_HERE}`);
      const files = await writers[format](dir, studies, store);
      for (const name of files) {
        const file = join(out, name);
        await output.result({ file, format }, file);
      }
      const drawn = studies.flatMap((study) => study.drawn);
      const summary = {
        annotations: drawn.length,
        measurements: drawn.reduce((sum, { measurements }) => sum + measurements.length, 0),
        images: new Set(drawn.map(({ image }) => image.SOPInstanceUID)).size,
        files: files.length,
        failed: missing.length,
        elapsedMs: Math.round(performance.now() - startedMs),
      };
      await output.result(
        { summary },
        `${count(summary.annotations, 'annotation')} on ${count(summary.images, 'image')}, ` +
          `${count(summary.files, 'file')} written`,
      );
      return missing.length === 0 ? 0 : 1;
    } finally {
      store.close();
    }
  },
};

const NOT_HERE = 'not in this store';

/** Study by study, so that each image's header is read once whatever was asked for. */
async function drawingsOf(
  store: ReadStore,
  UIDs: readonly string[],
): Promise<{ studies: StudyDrawn[]; missing: string[] }> {
  const wanted = new Map<string, Set<string>>();
  const missing: string[] = [];
  for (const UID of UIDs) {
    const instances = store.instancesByUID(UID);
    if (instances.length === 0) missing.push(UID);
    for (const { StudyInstanceUID, SOPInstanceUID } of instances) {
      const images = wanted.get(StudyInstanceUID) ?? new Set();
      wanted.set(StudyInstanceUID, images.add(SOPInstanceUID));
    }
  }
  const studies: StudyDrawn[] = [];
  for (const [StudyInstanceUID, images] of wanted) {
    for (const { id } of store.findStudy({ StudyInstanceUID })) {
      const content = store.content(id);
      if (content === undefined) continue;
      const drawn = await studyDrawings(store, content);
      studies.push({ content, drawn: drawn.filter(({ image }) => images.has(image.SOPInstanceUID)) });
    }
  }
  return { studies, missing };
}

/** Writes a format and returns the files' names. */
type Writer = (dir: string, studies: readonly StudyDrawn[], store: ReadStore) => Promise<string[]>;

const allDrawn = (studies: readonly StudyDrawn[]): Drawn[] => studies.flatMap(({ drawn }) => drawn);

const asText =
  (name: string, text: (drawn: readonly Drawn[]) => string): Writer =>
  async (dir, studies) => {
    await writeWhole(join(dir, name), text(allDrawn(studies)));
    return [name];
  };

const writers: Readonly<Record<Format, Writer>> = {
  json: asText(
    'annotations.json',
    (drawn) => `${JSON.stringify({ annotations: drawn.map(plain) }, null, 2)}\n`,
  ),
  coco: asText('annotations.coco.json', (drawn) => `${JSON.stringify(cocoDataset(drawn), null, 2)}\n`),
  csv: asText('measurements.csv', measurementTable),
  sr: writeObjects,
};

const plain = ({ annotation, image, measurements }: Drawn): object => ({
  ...annotation,
  StudyInstanceUID: image.StudyInstanceUID,
  SeriesInstanceUID: image.SeriesInstanceUID,
  measurements: measurements.map(({ concept, value, unit, method }) => ({
    name: concept.CodeMeaning,
    value,
    unit: unit.CodeValue,
    basis: method?.CodeMeaning ?? null,
  })),
});

/** Those that are in the study already come out as they are there: one UID never stands for two files. */
async function writeObjects(
  dir: string,
  studies: readonly StudyDrawn[],
  store: ReadStore,
): Promise<string[]> {
  const files: string[] = [];
  for (const { content, drawn } of studies) {
    for (const { kind, SOPInstanceUID, bytes, instanceId } of currentObjects(content, drawn, toolVersion())) {
      const name = `${SOPInstanceUID}.${kind}.dcm`;
      if (bytes !== undefined) await writeWhole(join(dir, name), bytes);
      else if (instanceId !== undefined) await copyWhole(store, instanceId, join(dir, name));
      files.push(name);
    }
  }
  return files;
}

/** A file with its final name is whole. */
async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, data);
  renameSync(`${path}.partial`, path);
}

async function copyWhole(store: ReadStore, instanceId: number, path: string): Promise<void> {
  const object = store.openObject(instanceId);
  if (object === undefined)
    throw new StoreError('not-found', 'The bytes of an object are missing from the store.');
  await pipeline(object.stream(), createWriteStream(`${path}.partial`));
  renameSync(`${path}.partial`, path);
}
