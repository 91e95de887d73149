import { create } from 'zustand';

interface OpinionState {
  /** Heat maps are drawn over films. Off when the program starts: a heat map persuades. */
  readonly heatMapOn: boolean;
  /** The finding whose heat map is meant, by label; null: the one furthest above its threshold. */
  readonly finding: string | null;
  /** The model whose opinion is read, by weights; null: the one that was asked last. */
  readonly weights: string | null;
  /** The one viewport that shows heat maps, with the original beside it; null: every one. */
  readonly onlyPane: number | null;
  /** What readers wrote before they saw a result, by SOP Instance UID; for as long as the program runs. */
  readonly impressions: Readonly<Record<string, string>>;
}

export const useOpinionState = create<OpinionState>(() => ({
  heatMapOn: false,
  finding: null,
  weights: null,
  onlyPane: null,
  impressions: {},
}));

export const toggleHeatMap = (): void =>
  useOpinionState.setState(({ heatMapOn }) => ({ heatMapOn: !heatMapOn }));

/** Shows a finding's heat map, or takes it away where it is shown already. */
export const toggleFinding = (finding: string): void =>
  useOpinionState.setState((before) =>
    before.heatMapOn && before.finding === finding ? { heatMapOn: false } : { heatMapOn: true, finding },
  );

export const chooseWeights = (weights: string): void => useOpinionState.setState({ weights, finding: null });

export const writeImpression = (SOPInstanceUID: string, text: string): void =>
  useOpinionState.setState(({ impressions }) => ({
    impressions: { ...impressions, [SOPInstanceUID]: text },
  }));
