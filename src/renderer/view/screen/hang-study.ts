import type { StudyContent, StudyRow } from '../../../contract/index.js';
import {
  comparable,
  filmsFor,
  type HangingProtocol,
  type HungFilm,
  hang,
  kindOfModality,
  sideOf,
} from '../../../domain/hang/index.js';
import { queryClient, requestOptions } from '../../ui/index.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import type { FilmStack } from '../stage/film-stack.js';
import { type AskedFilm, changeStudyView, putInPane, studyViewOf } from './study-views.js';

/** So many priors are read, the latest first: a patient on dialysis has hundreds. */
const MOST_PRIORS = 24;

const studiedAt = ({ StudyDate, StudyTime }: StudyRow): string => `${StudyDate} ${StudyTime}`;

/** Earlier studies of the patient with pictures of a kind that this one has, the latest first. */
export async function priorsOf(study: StudyRow): Promise<StudyContent[]> {
  const options = requestOptions('store:patient-studies', { patientId: study.patientId });
  const kinds = new Set(study.ModalitiesInStudy.map(kindOfModality));
  const priors = (await queryClient.fetchQuery(options))
    .filter((other) => other.id !== study.id && studiedAt(other) < studiedAt(study))
    .filter((other) => other.ModalitiesInStudy.some((each) => kinds.has(kindOfModality(each))))
    .sort((a, b) => studiedAt(b).localeCompare(studiedAt(a)))
    .slice(0, MOST_PRIORS);
  return Promise.all(
    priors.map(({ id: studyId }) => queryClient.fetchQuery(requestOptions('store:content', { studyId }))),
  );
}

/** Lays out a study that comes up for the first time, where a protocol is for it and its reader has chosen nothing. */
export async function hangStudy(
  content: StudyContent,
  protocols: readonly HangingProtocol[],
  keys: KeyProfile,
): Promise<void> {
  const studyId = content.study.id;
  const hung = hang(protocols, content, await priorsOf(content.study));
  const { panes, asked } = studyViewOf(studyId);
  // Whoever was quicker with a layout or a series of their own keeps it.
  if (hung === undefined || Object.keys(panes).length > 0 || Object.keys(asked).length > 0) return;
  const { layout, linked } = hung.protocol;
  changeStudyView(studyId, { layout, linked, active: 0, full: false });
  for (const [position, film] of hung.panes.entries()) {
    if (film === undefined) continue;
    const voi = keys.ctPresets.find((preset) => preset?.name === film.preset)?.window;
    putInPane(studyId, position, film.studyId, { ...askedFilm(film), voi });
  }
}

/** What a pane shows. */
export interface ShownStack {
  readonly position: number;
  readonly stack: FilmStack;
  /** Of the film in the stack. */
  readonly index: number;
}

/**
 * Puts the next older (1) or newer (-1) prior in place of the one on the screen, each pane of it by a film from the
 * same side; beside the study's own film where none is shown yet.
 * @param shown what the visible panes show
 * @returns false where there is none further that way
 */
export async function stepPrior(
  study: StudyRow,
  shown: readonly ShownStack[],
  step: 1 | -1,
): Promise<boolean> {
  const own = shown.find(({ stack }) => stack.studyId === study.id);
  if (own === undefined) return false;
  const { Modality, BodyPartExamined } = own.stack.series;
  const priors = comparable({ Modality, bodyPart: BodyPartExamined }, await priorsOf(study));
  const lent = shown.filter(({ stack }) => stack.studyId !== study.id);
  const now = priors.findIndex((prior) => prior.study.id === lent[0]?.stack.studyId);
  const next = priors[now + step];
  if (next === undefined) return false;
  const alone = shown.length === 1;
  if (alone) changeStudyView(study.id, { layout: '1x2', linked: true, full: false });
  const beside = { ...own, position: alone ? 1 : (own.position + 1) % shown.length };
  for (const { position, stack } of lent.length > 0 ? lent : [beside]) {
    const film = filmLike(stack, next);
    if (film !== undefined) putInPane(study.id, position, next.study.id, film);
  }
  return true;
}

/** The film of a study that is taken as the first of a stack is. */
function filmLike({ series }: FilmStack, study: StudyContent): AskedFilm | undefined {
  const films = filmsFor({ Modality: series.Modality, bodyPart: '' }, study);
  const [first] = series.instances;
  const side = first && sideOf(first, series);
  const chosen = films.find((film) => film.side === side) ?? films[0];
  return chosen && askedFilm(chosen);
}

const askedFilm = ({ seriesId, instanceId }: Pick<HungFilm, 'seriesId' | 'instanceId'>): AskedFilm => ({
  seriesId,
  film: { object: `object/${instanceId}`, frame: 0 },
});
