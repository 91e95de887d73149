import type { AnalyserPackages } from './analyser.js';
import type { ModelPackage, ShelvedModel } from './model-shelf.js';

/** Packages of one task that can be used, built-in ones first. */
export const usable = (shelf: readonly ShelvedModel[], task: ModelPackage['card']['task']): ModelPackage[] =>
  shelf.flatMap((model) => (model.ok && model.card.task === task ? [model] : []));

/**
 * The networks of one analysis: the findings model by name (else the first), and the first of each that prepares.
 * Undefined where there is no such findings model.
 */
export function choosePackages(shelf: readonly ShelvedModel[], name?: string): AnalyserPackages | undefined {
  const findings = usable(shelf, 'findings').find(({ card }) => name === undefined || card.name === name);
  if (findings === undefined) return undefined;
  const first = (task: ModelPackage['card']['task']): ModelPackage | undefined => usable(shelf, task)[0];
  return { findings, thorax: first('thorax'), gate: first('gate'), covid: first('covid') };
}
