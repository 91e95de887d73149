import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ModelCard } from '../../contract/index.js';

/** A package that can be used. */
export interface ModelPackage {
  readonly dir: string;
  readonly card: ModelCard;
  /** Comes with the product. */
  readonly builtIn: boolean;
}

export type ModelProblem =
  | 'card-missing'
  | 'card-invalid'
  | 'weights-missing'
  | 'weights-differ'
  | 'name-taken';

export type ShelvedModel =
  | ({ readonly ok: true } & ModelPackage)
  | { readonly ok: false; readonly name: string; readonly builtIn: boolean; readonly problem: ModelProblem };

const CARD = 'card.json';
export const WEIGHTS = 'model.onnx';

/** A card is text for people and machines; what is larger is none. */
const MAX_CARD_BYTES = 1_000_000;

/**
 * Reads one package: a folder with card.json and model.onnx. The weights are hashed, so that what runs is what the
 * card speaks of.
 */
export function readModelPackage(
  dir: string,
  trustWeights = false,
): { ok: true; card: ModelCard } | { ok: false; problem: ModelProblem } {
  const text = readSmall(join(dir, CARD));
  if (text === undefined) return { ok: false, problem: 'card-missing' };
  const card = ModelCard.safeParse(parsed(text));
  if (!card.success) return { ok: false, problem: 'card-invalid' };
  if (trustWeights) return { ok: true, card: card.data };
  const sha256 = hashOf(join(dir, WEIGHTS));
  if (sha256 === undefined) return { ok: false, problem: 'weights-missing' };
  if (sha256 !== card.data.weightsSha256) return { ok: false, problem: 'weights-differ' };
  return { ok: true, card: card.data };
}

/**
 * All packages of the product and of the site, by name; a site's package cannot take a built-in name.
 * @param dirs folders of packages; one that does not exist has none
 * @param options.trustWeights cards only, for who asks what is there; whoever runs a network reads it checked
 */
export function readModelShelf(
  dirs: { readonly builtIn: string; readonly site: string },
  { trustWeights = false }: { readonly trustWeights?: boolean } = {},
): ShelvedModel[] {
  const models: ShelvedModel[] = [];
  const names = new Set<string>();
  for (const [parent, builtIn] of [[dirs.builtIn, true] as const, [dirs.site, false] as const]) {
    for (const folder of foldersOf(parent)) {
      const dir = join(parent, folder);
      const read = readModelPackage(dir, trustWeights);
      if (!read.ok) models.push({ ok: false, name: folder, builtIn, problem: read.problem });
      else if (names.has(read.card.name))
        models.push({ ok: false, name: folder, builtIn, problem: 'name-taken' });
      else {
        names.add(read.card.name);
        models.push({ ok: true, dir, card: read.card, builtIn });
      }
    }
  }
  return models;
}

function foldersOf(parent: string): string[] {
  try {
    // A folder without a card is something else, such as the models of the text finder.
    return readdirSync(parent)
      .filter((name) => statSync(join(parent, name, CARD), { throwIfNoEntry: false })?.isFile() === true)
      .sort();
  } catch {
    return [];
  }
}

function readSmall(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_CARD_BYTES) return undefined;
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hashOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return undefined;
  }
}
