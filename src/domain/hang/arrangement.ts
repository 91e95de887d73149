import { type HangableFilm, type HangableSeries, kindOfModality, sideOf } from './hang.js';
import { type HangingProtocol, PANES_OF, type PaneRule } from './protocol.js';

/** What a pane shows that a protocol is to be made of. */
export interface ArrangedPane {
  readonly study: PaneRule['study'];
  readonly series: HangableSeries;
  readonly film: HangableFilm;
}

/**
 * A protocol that lays out studies like this one as its panes lie now.
 * @param panes by position; undefined where one shows nothing
 * @returns undefined where no pane shows the study itself
 */
export function protocolOf(
  name: string,
  layout: HangingProtocol['layout'],
  linked: boolean,
  panes: readonly (ArrangedPane | undefined)[],
): HangingProtocol | undefined {
  const own = panes.find((pane) => pane?.study === 'current');
  if (own === undefined) return undefined;
  const Modality = kindOfModality(own.series.Modality);
  const rules = Array.from({ length: PANES_OF[layout] }, (_, position) => ruleOf(panes[position]));
  return { name, Modality, bodyPart: own.series.BodyPartExamined.trim(), layout, panes: rules, linked };
}

/** An empty pane stays empty where nothing is left to show in it. */
function ruleOf(pane: ArrangedPane | undefined): PaneRule {
  if (pane === undefined) return { study: 'current', view: 'any', preset: null, optional: true };
  const isFilm = kindOfModality(pane.series.Modality) === 'DX';
  return {
    study: pane.study,
    view: isFilm ? sideOf(pane.film, pane.series) : 'any',
    preset: null,
    optional: false,
  };
}
