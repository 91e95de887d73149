import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AnalysisResult, ModelCard } from '../../contract/index.js';
import { type ByteSource, memorySource } from '../../domain/dicom/index.js';
import {
  builtInModels,
  choosePackages,
  type Judgement,
  type ModelFolders,
  RemoteAnalyser,
  readModelShelf,
  siteModels,
} from '../analyse/index.js';
import { toolVersion } from '../deidentify/index.js';
import { filesBelow, filmToDicom, type InputFile } from '../import/index.js';
import { defaultStoreDir } from '../store/index.js';
import { inProcess } from '../thread/index.js';
import { untilInterrupted } from './interrupt.js';
import { type Output, WrongCall } from './output.js';
import { storeIfThere } from './store-option.js';
import { storedFiles } from './stored-files.js';
import type { Call, Verb } from './verb.js';

export const analyseVerb: Verb = {
  usage: `tynys analyse FILE|UID… [--store DIR] [--model NAME] [--models DIR] [--out DIR] [--json]

Asks the networks about every film below each FILE (a file, a folder, a ZIP archive; DICOM, PNG, JPEG or TIFF) or every
stored instance of each UID. For research; no medical device.

  --model NAME  the findings model to use; without it, the first that is installed
  --models DIR  a folder of model packages beside those that are installed
  --out DIR     write report, heat maps and regions of each film there as DICOM files

With --json, a line per image:
  {"file","result":"analysed|refused|failed","code"?,"model","weightsSha256","findings":[{"label","probability",
  "threshold","band","reliable"}],"covid":{…}|null,"ctr":{"value","heartMm"?,"thoraxMm"?}|null,"elapsedMs"}
and last {"summary":{"analysed","refused","failed","elapsedMs"}}. 'refused': it is no film that the model may judge.
Exit code 1 when anything was refused or failed.`,
  options: { model: { type: 'string' }, models: { type: 'string' }, out: { type: 'string' } },
  async run({ positionals, values, output, workers }) {
    if (positionals.length === 0) throw new WrongCall('analyse needs at least one FILE or UID');
    const isUid = (given: string): boolean => !existsSync(given) && /^\d+(\.\d+)+$/.test(given);
    const nothing = positionals.find((given) => !existsSync(given) && !isUid(given));
    if (nothing !== undefined) throw new WrongCall(`${nothing} is neither a file or folder nor a UID`);
    const storeDir = resolve(values.store ?? defaultStoreDir());
    const models = modelFolders(values, siteModels(storeDir));
    const { name: model, weightsSha256 } = chooseModel(values, models);
    const analyser = new RemoteAnalyser({
      workerUrl: workers.analyse,
      launch: inProcess,
      models,
      productVersion: toolVersion(),
    });
    const store = positionals.some(isUid) ? storeIfThere(values.store) : undefined;
    const out = outFolder(values['out']);
    const run: Run = {
      analyser,
      model,
      weightsSha256,
      out,
      output,
      tally: { analysed: 0, refused: 0, failed: 0 },
    };
    const startedMs = performance.now();
    try {
      await untilInterrupted(async (signal) => {
        for (const given of positionals) {
          for await (const file of isUid(given) ? storedFiles(store, given) : filesBelow(given)) {
            if (signal.aborted) return;
            await one(run, file);
          }
        }
      });
    } finally {
      await analyser.close();
      store?.close();
    }
    const { analysed, refused, failed } = run.tally;
    const summary = { ...run.tally, elapsedMs: Math.round(performance.now() - startedMs) };
    await output.result({ summary }, `${analysed} analysed, ${refused} refused, ${failed} failed`);
    return refused + failed > 0 ? 1 : 0;
  },
};

interface Run {
  readonly analyser: RemoteAnalyser;
  readonly model: string;
  readonly weightsSha256: string;
  readonly out: string | undefined;
  readonly output: Output;
  readonly tally: { analysed: number; refused: number; failed: number };
}

function modelFolders({ models }: Call['values'], site: string): ModelFolders {
  return { builtIn: builtInModels(), site: typeof models === 'string' ? resolve(models) : site };
}

function chooseModel(values: Call['values'], models: ModelFolders): ModelCard {
  const shelf = readModelShelf(models);
  const name = values['model'];
  const packages = choosePackages(shelf, typeof name === 'string' ? name : undefined);
  if (packages === undefined) {
    const bad = shelf.flatMap((each) => (each.ok ? [] : [`${each.name} (${each.problem})`]));
    const why = bad.length > 0 ? `; not usable: ${bad.join(', ')}` : '';
    throw new WrongCall(
      typeof name === 'string'
        ? `there is no findings model ${name}${why}`
        : `no findings model is installed${why}`,
    );
  }
  return packages.findings.card;
}

async function one(run: Run, file: InputFile): Promise<void> {
  const { output, tally, model, weightsSha256 } = run;
  const startedMs = performance.now();
  const verdict = await judgementOn(run, file);
  const elapsedMs = Math.round(performance.now() - startedMs);
  const head = { file: file.file, result: verdict.kind };
  tally[verdict.kind] += 1;
  if (verdict.kind !== 'analysed') {
    const record = {
      ...head,
      code: verdict.code,
      model,
      weightsSha256,
      findings: [],
      covid: null,
      ctr: null,
    };
    await output.result({ ...record, elapsedMs }, `${verdict.kind}: ${file.file}: ${verdict.code}`);
    return;
  }
  const { findings, covid, cardiothoracicRatio } = verdict.result;
  const line = {
    ...head,
    model,
    weightsSha256,
    findings: findings.map(briefly),
    covid: covid === null ? null : briefly(covid),
    ctr: cardiothoracicRatio === null ? null : ratioOf(cardiothoracicRatio),
    elapsedMs,
  };
  const likely = findings.filter(({ band }) => band === 'likely').map(({ label }) => label);
  await output.result(line, `${file.file}: ${likely.length > 0 ? likely.join(', ') : 'nothing likely'}`);
}

const briefly = ({ label, probability, threshold, band, reliable }: AnalysisResult['findings'][number]) => ({
  label,
  probability,
  threshold,
  band,
  reliable,
});

function ratioOf({ value, heartMm, thoraxMm }: NonNullable<AnalysisResult['cardiothoracicRatio']>) {
  return {
    value,
    ...(heartMm === null ? {} : { heartMm }),
    ...(thoraxMm === null ? {} : { thoraxMm }),
  };
}

async function judgementOn(run: Run, file: InputFile): Promise<Judgement> {
  const answer = await file.read((source) => judge(run, source));
  if (!('notRead' in answer)) return answer;
  const picture = pictureIn(file.file);
  return picture === undefined ? { kind: 'refused', code: 'not-an-image' } : await judge(run, picture);
}

async function judge({ analyser, model, weightsSha256, out }: Run, source: ByteSource): Promise<Judgement> {
  const judgement = await analyser.judge({
    bytes: source.read(0, source.size),
    model,
    weightsSha256,
    withObjects: out !== undefined,
  });
  if (judgement.kind === 'analysed' && out !== undefined) {
    for (const { kind, SOPInstanceUID, bytes } of judgement.objects) {
      if (bytes === undefined) continue;
      await writeFile(join(out, `${judgement.SOPInstanceUID}.${kind}.${SOPInstanceUID}.dcm`), bytes);
    }
  }
  return judgement;
}

const MAX_PICTURE_BYTES = 200_000_000;

/** A PNG, JPEG or TIFF as the object that an import would make of it, nobody's; undefined where it is none. */
function pictureIn(path: string): ByteSource | undefined {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > MAX_PICTURE_BYTES) return undefined;
  const nobody = {
    PatientName: 'UNKNOWN',
    PatientID: 'UNKNOWN',
    IssuerOfPatientID: '',
    PatientBirthDate: '',
    PatientSex: '',
    StudyDate: '',
    StudyDescription: '',
    Modality: 'DX',
    ViewPosition: '',
    BodyPartExamined: 'CHEST',
  } as const;
  const made = filmToDicom(readFileSync(path), nobody, new Date());
  return made.ok ? memorySource(made.dicom) : undefined;
}

function outFolder(out: string | boolean | undefined): string | undefined {
  if (typeof out !== 'string') return undefined;
  mkdirSync(out, { recursive: true });
  return resolve(out);
}
