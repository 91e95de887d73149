/** How films of a patient are laid out when a study opens; data that users edit. */
export interface HangingProtocol {
  /** Shown as it is; those that ship have words in every language under this name. */
  readonly name: string;
  /** Modalities of the study; CR, DX and RG are one. */
  readonly Modality: string;
  /** BodyPartExamined or a word of the descriptions; '' for any. */
  readonly bodyPart: string;
  readonly layout: '1x1' | '1x2' | '2x1' | '2x2';
  /** In reading order; as many as the layout has. */
  readonly panes: readonly PaneRule[];
  /** Zoom, place and slices move as one. */
  readonly linked: boolean;
}

/** What one pane shows. */
export interface PaneRule {
  readonly study: 'current' | 'prior';
  readonly view: FilmSide | 'any';
  /** A CT window by name; null: the film's own. */
  readonly preset: string | null;
  /** The protocol is also for studies that have nothing for this pane, which then stays empty. */
  readonly optional: boolean;
}

/** From where a chest is seen. */
export type FilmSide = 'frontal' | 'lateral';

export const PANES_OF: Readonly<Record<HangingProtocol['layout'], number>> = {
  '1x1': 1,
  '1x2': 2,
  '2x1': 2,
  '2x2': 4,
};

const pane = (study: PaneRule['study'], view: PaneRule['view'], optional = false): PaneRule => ({
  study,
  view,
  preset: null,
  optional,
});

const ctPane = (preset: string): PaneRule => ({ study: 'current', view: 'any', preset, optional: false });

/** What a site starts with: the first that a study has films for is used. */
export const shippedProtocols: readonly HangingProtocol[] = [
  {
    name: 'film-prior-lateral',
    Modality: 'DX',
    bodyPart: 'CHEST',
    layout: '2x2',
    panes: [
      pane('current', 'frontal'),
      pane('prior', 'frontal'),
      pane('current', 'lateral'),
      pane('prior', 'lateral', true),
    ],
    linked: true,
  },
  {
    name: 'film-prior',
    Modality: 'DX',
    bodyPart: 'CHEST',
    layout: '1x2',
    panes: [pane('current', 'frontal'), pane('prior', 'frontal')],
    linked: true,
  },
  {
    name: 'film-lateral',
    Modality: 'DX',
    bodyPart: 'CHEST',
    layout: '1x2',
    panes: [pane('current', 'frontal'), pane('current', 'lateral')],
    linked: false,
  },
  {
    name: 'ct-lung-mediastinum',
    Modality: 'CT',
    bodyPart: 'CHEST',
    layout: '1x2',
    panes: [ctPane('lung'), ctPane('mediastinum')],
    linked: true,
  },
];
