import { isPlainFilm } from '../dicom/index.js';
import { type FilmSide, type HangingProtocol, PANES_OF, type PaneRule } from './protocol.js';

/** A series as far as hanging needs to know it; anything with these attributes will do. */
export interface HangableSeries {
  readonly id: number;
  readonly Modality: string;
  readonly SeriesDescription: string;
  readonly BodyPartExamined: string;
  readonly instances: readonly HangableFilm[];
}

export interface HangableFilm {
  readonly id: number;
  readonly ViewPosition: string;
}

export interface HangableStudy {
  readonly study: { readonly id: number; readonly StudyDescription: string };
  readonly series: readonly HangableSeries[];
}

/** A film in a pane. */
export interface HungFilm {
  readonly studyId: number;
  readonly seriesId: number;
  readonly instanceId: number;
  readonly preset: string | null;
}

export interface Hanging {
  readonly protocol: HangingProtocol;
  /** By position; undefined where an optional pane stays empty. */
  readonly panes: readonly (HungFilm | undefined)[];
}

/** Plain films are one kind of picture, whatever made them. */
export const kindOfModality = (Modality: string): string => (isPlainFilm(Modality) ? 'DX' : Modality);

const lateralPosition: ReadonlySet<string> = new Set(['LL', 'RL', 'LATERAL', 'LAT', 'LLD', 'RLD']);
const lateralWord = /\b(lat|lateral|perfil|profile)\b|боков|бүйір/iu;

/** From where a film is taken: its ViewPosition, else what its series is called; films are frontal unless they say not. */
export function sideOf(film: HangableFilm, { SeriesDescription }: HangableSeries): FilmSide {
  const position = film.ViewPosition.trim().toUpperCase();
  if (lateralPosition.has(position)) return 'lateral';
  return position === '' && lateralWord.test(SeriesDescription) ? 'lateral' : 'frontal';
}

/**
 * Whether a series is of the part of the body that a protocol is for. A plain film that says nothing may be of any:
 * most are of a chest where this is used.
 */
function isOfPart(bodyPart: string, series: HangableSeries, StudyDescription: string): boolean {
  if (bodyPart === '') return true;
  if (series.BodyPartExamined.trim() !== '') {
    return series.BodyPartExamined.trim().toUpperCase() === bodyPart.toUpperCase();
  }
  const said = `${StudyDescription} ${series.SeriesDescription}`.trim();
  if (said === '') return isPlainFilm(series.Modality);
  return wordsFor(bodyPart).test(said);
}

/** Words for parts of the body in the languages that descriptions are written in. */
const partWords: Readonly<Record<string, RegExp>> = {
  CHEST: /chest|thora|torax|tórax|lung|pulm|груд|л[её]гк|кеуде|өкпе|огк/iu,
};

function wordsFor(bodyPart: string): RegExp {
  const escaped = bodyPart.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return partWords[bodyPart.toUpperCase()] ?? new RegExp(escaped, 'iu');
}

/**
 * Lays out a study by the first protocol that it has films for.
 * @param priors of the same patient, the latest first
 * @returns undefined where no protocol is for it
 */
export function hang(
  protocols: readonly HangingProtocol[],
  current: HangableStudy,
  priors: readonly HangableStudy[],
): Hanging | undefined {
  for (const protocol of protocols) {
    const [prior] = comparable(protocol, priors);
    const taken = new Set<string>();
    const panes = protocol.panes
      .slice(0, PANES_OF[protocol.layout])
      .map((rule) => filmFor(protocol, rule, rule.study === 'current' ? current : prior, taken));
    const isFilled = panes.every(
      (film, position) => film !== undefined || protocol.panes[position]?.optional,
    );
    if (isFilled && panes.some((film) => film !== undefined)) return { protocol, panes };
  }
  return undefined;
}

/** Studies that have a film to put beside one of these, the latest first. */
export function comparable<S extends HangableStudy>(
  protocol: Pick<HangingProtocol, 'Modality' | 'bodyPart'>,
  priors: readonly S[],
): S[] {
  return priors.filter((study) => filmsFor(protocol, study).length > 0);
}

/** A film with where it is and from which side it is taken. */
export interface SidedFilm extends Omit<HungFilm, 'preset'> {
  readonly side: FilmSide;
}

/** The films of a study that are of a kind and of a part of the body ('' for any). */
export function filmsFor(
  { Modality, bodyPart }: Pick<HangingProtocol, 'Modality' | 'bodyPart'>,
  { study, series }: HangableStudy,
): SidedFilm[] {
  return series
    .filter((one) => kindOfModality(one.Modality) === kindOfModality(Modality))
    .filter((one) => isOfPart(bodyPart, one, study.StudyDescription))
    .flatMap((one) =>
      one.instances.map((film) => ({
        studyId: study.id,
        seriesId: one.id,
        instanceId: film.id,
        side: sideOf(film, one),
      })),
    );
}

/** The film of a study for a pane; a second pane of the same rule gets the next one, where CT shows one series twice. */
function filmFor(
  protocol: HangingProtocol,
  rule: PaneRule,
  study: HangableStudy | undefined,
  taken: Set<string>,
): HungFilm | undefined {
  if (study === undefined) return undefined;
  const key = (film: SidedFilm): string => `${film.instanceId} ${rule.preset ?? ''}`;
  const film = filmsFor(protocol, study).find(
    (each) => (rule.view === 'any' || each.side === rule.view) && !taken.has(key(each)),
  );
  if (film === undefined) return undefined;
  taken.add(key(film));
  const { studyId, seriesId, instanceId } = film;
  return { studyId, seriesId, instanceId, preset: rule.preset };
}
