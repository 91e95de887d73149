import type { AnalysisResult, ModelCard } from '../../contract/index.js';
import {
  ageRefusal,
  type CardiothoracicRatio,
  cardiothoracicRatio,
  type FilmAnalysis,
  type FilmLine,
  type FilmPicture,
  type FindingScore,
  filmPicture,
  type GateCode,
  gateRefusal,
  lungBox,
  plainRefusal,
  readSourceFilm,
  readThorax,
  regionMask,
  type SourceFilm,
  scores,
  spreadMaps,
  toSquare,
} from '../../domain/analyse/index.js';
import { type ByteSource, inflateObject } from '../../domain/dicom/index.js';
import {
  openStoredImage,
  type StoredFrame,
  type StoredImage,
  Undecodable,
} from '../../domain/pixels/index.js';
import { nodeCodecs } from '../codecs/index.js';
import type { ModelPackage } from './model-shelf.js';
import { type Meaning, type Network, NetworkError, openNetwork } from './network.js';

/** What is said of one film. */
export type FilmVerdict =
  | {
      readonly kind: 'analysed';
      readonly film: SourceFilm;
      readonly picture: FilmPicture;
      readonly analysis: FilmAnalysis;
      readonly result: AnalysisResult;
    }
  | { readonly kind: 'refused'; readonly code: GateCode | 'child-by-age' | 'not-an-image' | 'undecodable' }
  | { readonly kind: 'failed'; readonly code: NetworkError['code'] };

/** The networks that one analysis uses; each but the findings may be missing. */
export interface AnalyserPackages {
  readonly findings: ModelPackage;
  readonly thorax?: ModelPackage | undefined;
  readonly gate?: ModelPackage | undefined;
  readonly covid?: ModelPackage | undefined;
}

export interface Analyser {
  /** Never throws for what the object holds. */
  analyse(source: ByteSource): Promise<FilmVerdict>;
  close(): Promise<void>;
}

/** Loads the networks. @throws NetworkError where one cannot be used */
export async function openAnalyser(packages: AnalyserPackages): Promise<Analyser> {
  const opened: Network[] = [];
  const open = async (from: ModelPackage | undefined): Promise<Network | undefined> => {
    if (from === undefined) return undefined;
    const network = await openNetwork(from);
    opened.push(network);
    return network;
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((network) => network.close()));
  };
  try {
    const findings = await open(packages.findings);
    if (findings === undefined) throw new NetworkError('model-unfit');
    const gate = await open(packages.gate);
    const thorax = await open(packages.thorax);
    const covid = await open(packages.covid?.card.enabled === true ? packages.covid : undefined);
    const networks: Networks = { findings, gate, thorax, covid };
    return { analyse: (source) => analyse(source, networks), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Networks {
  readonly findings: Network;
  readonly thorax: Network | undefined;
  readonly gate: Network | undefined;
  readonly covid: Network | undefined;
}

async function analyse(source: ByteSource, networks: Networks): Promise<FilmVerdict> {
  const decoded = await decode(source);
  if ('code' in decoded) return { kind: 'refused', code: decoded.code };
  try {
    return await analyseImage(decoded.image, decoded.frame, networks);
  } catch (error) {
    if (error instanceof NetworkError) return { kind: 'failed', code: error.code };
    if (error instanceof Undecodable) return { kind: 'refused', code: 'undecodable' };
    throw error;
  }
}

async function decode(
  source: ByteSource,
): Promise<{ image: StoredImage; frame: StoredFrame } | { code: 'not-an-image' | 'undecodable' }> {
  try {
    const inflated = inflateObject(source);
    if (inflated === undefined) return { code: 'undecodable' };
    const image = openStoredImage(inflated, nodeCodecs);
    return { image, frame: await image.frame(0) };
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    return { code: error.code === 'pixel-format' ? 'not-an-image' : 'undecodable' };
  }
}

async function analyseImage(
  image: StoredImage,
  frame: StoredFrame,
  networks: Networks,
): Promise<FilmVerdict> {
  const picture = filmPicture(image, frame);
  const plain = plainRefusal(picture);
  const film = readSourceFilm(image.dataset);
  const refused = plain ?? ageRefusal(film);
  if (refused !== undefined) return { kind: 'refused', code: refused };
  if (networks.gate !== undefined) {
    const { square } = squareFor(networks.gate, picture);
    const refusal = gateRefusal(read(networks.gate, await networks.gate.run(square)));
    if (refusal !== undefined) return { kind: 'refused', code: refusal };
  }
  const thorax = networks.thorax === undefined ? undefined : await thoraxOf(networks.thorax, picture);
  const boxFor = ({ card }: Network) =>
    thorax !== undefined && card.input.crop === 'lungs' ? lungBox(thorax, card.input.margin) : undefined;

  const { findings, covid } = networks;
  const { square, placement } = squareFor(findings, picture, boxFor(findings));
  const outputs = await findings.run(square);
  const findingScores = read(findings, outputs);
  const maps = outputs.get('activation-maps');
  const shape = findings.card.outputs.find(({ meaning }) => meaning === 'activation-maps')?.shape ?? [];
  const heatMaps =
    maps === undefined
      ? { Rows: 1, Columns: 1, maps: [] }
      : spreadMaps(
          picture,
          placement,
          { values: maps, height: shape[2] ?? 1, width: shape[3] ?? 1 },
          findings.card.labels.map(({ index }) => index),
        );
  const ratio = thorax === undefined ? undefined : cardiothoracicRatio(thorax);
  const analysis: FilmAnalysis = {
    algorithm: identityOf(findings.card),
    findings: findingScores,
    covid: covid === undefined ? undefined : await covidOf(covid, picture, boxFor(covid)),
    heatMaps,
    calibration: findings.card.calibration.statement,
    cardiothoracicRatio: ratio,
    mask: thorax === undefined ? undefined : regionMask(thorax),
  };
  return { kind: 'analysed', film, picture, analysis, result: resultOf(film, analysis, findings.card) };
}

function squareFor(
  { card }: Network,
  picture: FilmPicture,
  box?: NonNullable<ReturnType<typeof lungBox>>,
): ReturnType<typeof toSquare> {
  return toSquare(picture, card.input.size, box, card.input.normalise);
}

async function thoraxOf(network: Network, picture: FilmPicture) {
  const { square, placement } = squareFor(network, picture);
  const regions = (await network.run(square)).get('regions');
  if (regions === undefined) throw new NetworkError('model-unfit');
  return readThorax(regions, placement);
}

function read({ card }: Network, outputs: ReadonlyMap<Meaning, Float32Array>): FindingScore[] {
  const meaning = outputs.has('logits') ? 'logits' : 'probabilities';
  const values = outputs.get(meaning);
  const { combination, labels } = card;
  const given = values === undefined ? undefined : scores(values, labels, { meaning, combination });
  if (given === undefined) throw new NetworkError('model-unfit');
  return given;
}

async function covidOf(
  network: Network,
  picture: FilmPicture,
  box: ReturnType<typeof lungBox>,
): Promise<FilmAnalysis['covid']> {
  const { square } = squareFor(network, picture, box);
  const [score] = read(network, await network.run(square));
  return score === undefined ? undefined : { score, algorithm: identityOf(network.card) };
}

const identityOf = ({ title, version, weightsSha256 }: ModelCard): FilmAnalysis['algorithm'] => ({
  name: title,
  version,
  weightsSha256,
});

/** The analysis as the store keeps it: without pixels, which are in the objects. */
function resultOf(film: SourceFilm, analysis: FilmAnalysis, card: ModelCard): AnalysisResult {
  const { algorithm, findings, covid, calibration, cardiothoracicRatio: ratio } = analysis;
  return {
    modelVersion: algorithm.version,
    calibration,
    ...calibratedOn(card.calibration),
    findings: [...findings],
    covid:
      covid === undefined
        ? null
        : {
            ...covid.score,
            modelVersion: covid.algorithm.version,
            weightsSha256: covid.algorithm.weightsSha256,
          },
    objects: [],
    cardiothoracicRatio:
      ratio === undefined ? null : { ...measured(ratio, film.spacingMm[1]), ...ratioLines(ratio) },
  };
}

function calibratedOn({
  method,
  films,
  patients,
}: ModelCard['calibration']): Pick<AnalysisResult, 'calibratedOn'> {
  return films === undefined || patients === undefined ? {} : { calibratedOn: { method, films, patients } };
}

const ratioLines = ({ heartRight, heartLeft, thorax }: CardiothoracicRatio) => ({
  heartRight: mutable(heartRight),
  heartLeft: mutable(heartLeft),
  thorax: mutable(thorax),
});

const mutable = ([from, to]: FilmLine): [FilmLine[0], FilmLine[1]] => [from, to];

function measured(
  { value, heartRight, heartLeft, thorax }: CardiothoracicRatio,
  columnSpacingMm: number | undefined,
) {
  const width = ([from, to]: FilmLine): number => Math.abs(to.x - from.x);
  const mm = (pixels: number): number | null =>
    columnSpacingMm !== undefined && columnSpacingMm > 0 ? pixels * columnSpacingMm : null;
  return { value, heartMm: mm(width(heartRight) + width(heartLeft)), thoraxMm: mm(width(thorax)) };
}
