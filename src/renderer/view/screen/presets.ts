import type { TFunction } from 'i18next';
import type { Voi } from '../../../domain/grey/index.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import type { DrawnFilm } from '../stage/stage-state.js';

/** A view that can be chosen by name. */
export interface NamedView {
  /** Unique among the views of a film, which two names need not be. */
  readonly key: string;
  readonly name: string;
  readonly voi: Voi;
}

/** The views on offer for the drawn film: its own, those of CT, and the automatic one. */
export function namedViews(
  drawn: DrawnFilm | undefined,
  profile: KeyProfile,
  t: TFunction<'view'>,
): NamedView[] {
  if (!drawn) return [];
  const own = drawn.presets.slice(0, -1).map((voi, index) => ({
    key: `own ${index}`,
    name: explanationOf(voi) || t('ownView', { number: index + 1 }),
    voi,
  }));
  const automatic = drawn.presets.slice(-1).map((voi) => ({ key: 'auto', name: t('autoView'), voi }));
  const isCt = drawn.header.identity.Modality === 'CT';
  const ct = isCt ? profile.ctPresets.flatMap((preset) => (preset ? [preset] : [])) : [];
  return [
    ...own,
    ...ct.map((preset) => ({ key: preset.name, name: t(`ct.${preset.name}`), voi: preset.window })),
    ...automatic,
  ];
}

const explanationOf = (voi: Voi): string => (voi.kind === 'table' ? voi.table.explanation : voi.explanation);

/** What `preset-<number>` (from 1) means for the drawn film. */
export function numberedView(
  drawn: DrawnFilm | undefined,
  profile: KeyProfile,
  number: number,
): Voi | undefined {
  if (!drawn) return undefined;
  const ct = drawn.header.identity.Modality === 'CT' ? profile.ctPresets[number - 1] : undefined;
  return ct?.window ?? drawn.presets.slice(0, -1)[number - 1];
}
