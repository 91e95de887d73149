import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { encode } from 'fast-png';
import type { SetFormat } from '../../contract/index.js';
import {
  type AnnotatedImage,
  holdsShapes,
  isAnnotationSeries,
  readAnnotatedImage,
  readShapes,
  StudyImages,
} from '../../domain/annotate/index.js';
import {
  type DatasetView,
  inflateObject,
  memorySource,
  readDataset,
  sopClass,
} from '../../domain/dicom/index.js';
import { readFramePresentation } from '../../domain/grey/index.js';
import { openStoredImage, type StoredImage, Undecodable } from '../../domain/pixels/index.js';
import {
  type AskedWindow,
  displayedLevels,
  type FilmLevels,
  type FindingReport,
  hounsfieldLevels,
  type LeftOut,
  niftiHeader,
  pictureFolder,
  readFindingReport,
  type SetFile,
  type SetImage,
  type SetPicture,
  type SetShape,
  type SetStudy,
  type SetVolume,
  type Slice,
  type Split,
  type StudySummary,
  storedLevels,
  type Voice,
  type Volume,
  volumeOf,
} from '../../domain/research/index.js';
import { nodeCodecs } from '../codecs/index.js';
import { joined } from './report-shelf.js';
import type { RemoteInstance, Repository } from './repository.js';
import type { SetFolder } from './set-folder.js';

export interface Forms {
  readonly formats: readonly SetFormat[];
  /** For PNG of 8 bits; undefined: each object's own. */
  readonly window: AskedWindow | undefined;
}

const tags = {
  Modality: 0x0008_0060,
  Manufacturer: 0x0008_0070,
  StudyDate: 0x0008_0020,
  CodeValue: 0x0008_0100,
  PatientSex: 0x0010_0040,
  PatientAge: 0x0010_1010,
  PatientIdentityRemoved: 0x0012_0062,
  DeidentificationMethodCodeSequence: 0x0012_0064,
  BodyPartExamined: 0x0018_0015,
  ViewPosition: 0x0018_5101,
  SeriesNumber: 0x0020_0011,
  SegmentSequence: 0x0062_0002,
  SegmentAlgorithmType: 0x0062_0008,
} as const;

/** An object of the study, fetched, with its header. */
interface Fetched {
  readonly instance: RemoteInstance;
  readonly dataset: DatasetView;
  readonly TransferSyntaxUID: string;
  /** What it says as a report; nothing where it is none. */
  readonly said: FindingReport;
}

/** A picture that a device took. */
interface Source extends Fetched {
  readonly about: AnnotatedImage;
}

/**
 * Fetches one study and puts it into a set in the forms that were asked for. What cannot be in a form is left out
 * with the reason; what a repository has that is not de-identified is not taken at all.
 * @throws LinkError; an errno error of the folder's disk; what `signal` was aborted with
 */
export async function exportStudy(
  repository: Repository,
  folder: SetFolder,
  study: StudySummary,
  split: Split,
  forms: Forms,
  signal: AbortSignal,
): Promise<SetStudy> {
  const work = new StudyExport(repository, folder, study, split, forms, signal);
  const result = await work.run();
  await folder.remove(folder.staged(study.StudyInstanceUID));
  return result;
}

class StudyExport {
  readonly #files: SetFile[] = [];
  readonly #leftOut: LeftOut[] = [];

  constructor(
    private readonly repository: Repository,
    private readonly folder: SetFolder,
    private readonly study: StudySummary,
    private readonly split: Split,
    private readonly forms: Forms,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<SetStudy> {
    const { StudyInstanceUID, PatientID, site } = this.study;
    const instances = await this.repository.instances(StudyInstanceUID, this.signal);
    const fetched: Fetched[] = [];
    for (const instance of instances) {
      this.signal.throwIfAborted();
      const one = await this.#fetch(instance);
      if (one !== undefined) fetched.push(one);
    }
    const images: SetImage[] = [];
    const sources = fetched
      .filter((one) => this.#isSourceImage(one))
      .map((one): Source => ({ ...one, about: readAnnotatedImage(one.dataset, one.TransferSyntaxUID) }));
    for (const one of sources) {
      this.signal.throwIfAborted();
      images.push(await this.#image(one));
    }
    const volumes = this.forms.formats.includes('nifti') ? await this.#volumes(sources) : [];
    const reports = fetched.filter(({ instance }) => sopClass(instance.SOPClassUID)?.kind === 'sr');
    return {
      StudyInstanceUID,
      PatientID,
      site,
      split: this.split,
      instances: instances.map(({ SOPInstanceUID }) => SOPInstanceUID).sort(),
      images,
      volumes,
      ...joined(new Map(reports.map(({ instance, said }) => [instance.SOPInstanceUID, said]))),
      shapes: await this.#shapes(fetched, sources),
      files: this.#files,
      leftOut: this.#leftOut,
    };
  }

  /** Undefined, and left out, where it cannot be read or is not de-identified. */
  async #fetch(instance: RemoteInstance): Promise<Fetched | undefined> {
    const { StudyInstanceUID, SOPInstanceUID } = instance;
    const staged = this.folder.staged(StudyInstanceUID, SOPInstanceUID);
    if (!this.folder.has(staged)) {
      await this.folder.write(staged, await this.repository.fetch(instance, this.signal));
    }
    const read = readDataset(await this.folder.read(staged));
    if (!read.ok) return this.#leave(SOPInstanceUID, 'unreadable');
    if (read.dataset.string(tags.PatientIdentityRemoved) !== 'YES') {
      return this.#leave(SOPInstanceUID, 'not-deidentified');
    }
    const { dataset, TransferSyntaxUID } = read;
    return { instance, dataset, TransferSyntaxUID, said: readFindingReport(dataset) };
  }

  /** A picture that a device took: not what a program, ours among them, made of one. */
  #isSourceImage({ instance, dataset }: Fetched): boolean {
    if (sopClass(instance.SOPClassUID)?.kind !== 'image') return false;
    const isOwn = dataset.string(tags.Manufacturer) === 'Tynys';
    const number = dataset.number(tags.SeriesNumber) ?? 0;
    if (isOwn && number >= FIRST_RESULT_SERIES) {
      this.#leave(instance.SOPInstanceUID, 'made-by-software');
      return false;
    }
    return true;
  }

  async #image({ instance, dataset, about }: Source): Promise<SetImage> {
    const { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID } = instance;
    const wantsDicom = this.forms.formats.includes('dicom');
    return {
      SOPInstanceUID,
      SeriesInstanceUID,
      StudyInstanceUID,
      Modality: dataset.string(tags.Modality),
      BodyPartExamined: dataset.string(tags.BodyPartExamined),
      ViewPosition: dataset.string(tags.ViewPosition),
      PatientSex: dataset.string(tags.PatientSex),
      PatientAge: dataset.string(tags.PatientAge),
      StudyDate: dataset.string(tags.StudyDate),
      Manufacturer: dataset.string(tags.Manufacturer),
      PhotometricInterpretation: dataset.string(0x0028_0004),
      Rows: about.Rows,
      Columns: about.Columns,
      RescaleSlope: about.rescale.slope,
      RescaleIntercept: about.rescale.intercept,
      deidentification: dataset
        .items(tags.DeidentificationMethodCodeSequence)
        .map((code) => code.string(tags.CodeValue)),
      dicom: wantsDicom ? await this.#dicom(instance) : null,
      pictures: await this.#pictures(instance),
    };
  }

  async #dicom({ StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID }: RemoteInstance): Promise<string> {
    const path = `dicom/${this.split}/${StudyInstanceUID}/${SeriesInstanceUID}/${SOPInstanceUID}.dcm`;
    this.#files.push(await this.folder.copy(this.folder.staged(StudyInstanceUID, SOPInstanceUID), path));
    return path;
  }

  async #pictures(instance: RemoteInstance): Promise<SetPicture[]> {
    const { formats, window } = this.forms;
    const wanted = formats.filter((format) => format === 'png8' || format === 'png16');
    if (wanted.length === 0) return [];
    const pictures: SetPicture[] = [];
    const image = await this.#open(instance);
    if (image === undefined) return [];
    if (
      image.layout.SamplesPerPixel > 1 ||
      !image.layout.PhotometricInterpretation.startsWith('MONOCHROME')
    ) {
      this.#leave(instance.SOPInstanceUID, 'colour');
      return [];
    }
    try {
      for (let index = 0; index < image.layout.NumberOfFrames; index++) {
        const frame = await image.frame(index);
        for (const format of wanted) {
          const levels =
            format === 'png8' ? displayedLevels(image, frame, index, window) : storedLevels(image, frame);
          if (levels === undefined) this.#leave(instance.SOPInstanceUID, 'over-16-bits');
          else pictures.push(await this.#picture(instance, levels, index, image.layout.NumberOfFrames));
        }
      }
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      this.#leave(instance.SOPInstanceUID, `pixels-${error.code}`);
    }
    return pictures;
  }

  async #picture(
    { SOPInstanceUID }: RemoteInstance,
    levels: FilmLevels,
    index: number,
    frames: number,
  ): Promise<SetPicture> {
    const { width, height, depth, data, window, windowFrom, offset } = levels;
    const frame = frames > 1 ? `.frame-${index + 1}` : '';
    const deep = depth === 16 && this.forms.formats.includes('png8') ? '.16' : '';
    const path = `${pictureFolder(this.split)}/${SOPInstanceUID}${frame}${deep}.png`;
    this.#files.push(await this.folder.write(path, encode({ width, height, channels: 1, depth, data })));
    return {
      path,
      frame: index + 1,
      bits: depth,
      windowCenter: window?.center ?? null,
      windowWidth: window?.width ?? null,
      windowFrom,
      offset,
    };
  }

  /** Undefined, and left out, where its pixels cannot be read. */
  async #open({ StudyInstanceUID, SOPInstanceUID }: RemoteInstance): Promise<StoredImage | undefined> {
    const bytes = await this.folder.read(this.folder.staged(StudyInstanceUID, SOPInstanceUID));
    const source = inflateObject(memorySource(bytes));
    try {
      if (source !== undefined) return openStoredImage(source, nodeCodecs);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
    }
    return this.#leave(SOPInstanceUID, 'pixels-unreadable');
  }

  /** A volume for each CT series whose slices are one. */
  async #volumes(sources: readonly Source[]): Promise<SetVolume[]> {
    const volumes: SetVolume[] = [];
    const series = new Map<string, Source[]>();
    for (const one of sources.filter(({ dataset }) => dataset.string(tags.Modality) === 'CT')) {
      const of = series.get(one.instance.SeriesInstanceUID) ?? [];
      series.set(one.instance.SeriesInstanceUID, of);
      of.push(one);
    }
    for (const [SeriesInstanceUID, own] of series) {
      const volume = volumeOf(own.flatMap(slicesOf));
      if (typeof volume === 'string') {
        this.#leave(SeriesInstanceUID, `nifti-${volume}`);
        continue;
      }
      const path = `nifti/${this.split}/${SeriesInstanceUID}.nii.gz`;
      try {
        const packed = Readable.from(this.#voxels(volume)).pipe(createGzip());
        this.#files.push(await this.folder.stream(path, packed));
        volumes.push({ path, SeriesInstanceUID, slices: volume.slices.length });
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error;
        this.#leave(SeriesInstanceUID, `nifti-${error.code}`);
      }
    }
    return volumes;
  }

  /** @throws Undecodable 'pixel-format' where a value is no Hounsfield unit of 16 bits */
  async *#voxels(volume: Volume<PlacedFrame>): AsyncGenerator<Uint8Array> {
    yield niftiHeader(volume);
    for (const { instance, frame } of volume.slices) {
      this.signal.throwIfAborted();
      const image = await this.#open(instance);
      const levels = image && hounsfieldLevels(image, await image.frame(frame), frame);
      if (levels === undefined) throw new Undecodable('pixel-format', 'no 16-bit whole numbers');
      yield new Uint8Array(levels.buffer, levels.byteOffset, levels.byteLength);
    }
  }

  /** What reports and segmentations draw on the study's images. */
  async #shapes(fetched: readonly Fetched[], sources: readonly Source[]): Promise<SetShape[]> {
    const images = new StudyImages(sources.map(({ about }) => about));
    const shapes: SetShape[] = [];
    const seen = new Set<string>();
    const replaced = new Set(fetched.flatMap(({ said }) => said.replaces));
    for (const object of shapeObjects(fetched)) {
      const { instance } = object;
      if (replaced.has(instance.SOPInstanceUID)) continue;
      const bytes = await this.folder.read(
        this.folder.staged(instance.StudyInstanceUID, instance.SOPInstanceUID),
      );
      const read = await readShapes(memorySource(bytes), images, nodeCodecs);
      for (const { trackingUid, ...shape } of read.shapes) {
        const image = images.image(shape.SOPInstanceUID);
        // The same region is in a report and in a segmentation.
        const key = trackingUid === '' ? '' : `${trackingUid} ${shape.SOPInstanceUID} ${shape.frame}`;
        if (image === undefined || (key !== '' && seen.has(key))) continue;
        seen.add(key);
        const { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, Rows, Columns } = image;
        shapes.push({
          shape: {
            annotation: { ...shape, id: trackingUid || randomUUID() },
            image: { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, Rows, Columns },
          },
          voice: voiceOf(object),
          source: instance.SOPInstanceUID,
        });
      }
    }
    return shapes;
  }

  #leave(UID: string, reason: string): undefined {
    this.#leftOut.push({ UID, reason });
    return undefined;
  }
}

/** Series of results and annotations of this product are numbered from here (`domain/analyse`, `domain/annotate`). */
const FIRST_RESULT_SERIES = 9101;

type PlacedFrame = Slice & { readonly instance: RemoteInstance; readonly frame: number };

function slicesOf({ instance, dataset, about }: Source): PlacedFrame[] {
  const { Rows, Columns, NumberOfFrames } = about;
  return Array.from({ length: NumberOfFrames }, (_, frame) => ({
    instance,
    frame,
    Rows,
    Columns,
    ...readFramePresentation(dataset, frame, false),
  }));
}

/**
 * Reports and segmentations. Of this product's annotations the reports alone, which hold every shape that their
 * presentation states and segmentations hold; those count where there is no report.
 */
function shapeObjects(fetched: readonly Fetched[]): Fetched[] {
  const kindOf = ({ instance }: Fetched): string => sopClass(instance.SOPClassUID)?.kind ?? '';
  const isOwn = ({ dataset }: Fetched): boolean =>
    dataset.string(tags.Manufacturer) === 'Tynys' &&
    isAnnotationSeries(dataset.number(tags.SeriesNumber) ?? null);
  const hasOwnReport = fetched.some((one) => isOwn(one) && kindOf(one) === 'sr');
  return fetched.filter(
    (one) =>
      holdsShapes(one.instance.SOPClassUID) &&
      (kindOf(one) === 'sr' || (kindOf(one) === 'segmentation' && !(isOwn(one) && hasOwnReport))),
  );
}

/** Whose an object's shapes are: the report's observer, or how a segmentation came about (PS3.3 C.8.20.2). */
function voiceOf({ dataset, said }: Fetched): Voice {
  const segments = dataset.items(tags.SegmentSequence);
  if (segments.length > 0) {
    const isAutomatic = segments.every((one) => one.string(tags.SegmentAlgorithmType) === 'AUTOMATIC');
    return isAutomatic ? 'model' : 'reader';
  }
  return said.voice;
}
