import type { Answer } from './answers.js';
import { groups } from './groups.js';
import { cohenKappa, fleissKappa, type Kappa } from './kappa.js';
import { byFilm, type Reading } from './reading.js';
import { scoreOf } from './severity.js';
import { type Question, questionsOf, type ReadTemplate } from './template.js';

/** How far readers agree on a question over films that more than one of them read. */
export interface Agreement {
  /** Null: all findings together, each finding of each film a subject. */
  readonly question: Question | null;
  /** Cohen's for two readers, Fleiss' for more. */
  readonly method: 'cohen' | 'fleiss';
  readonly kappa: Kappa;
  /** Between two readers of a film, on average; undefined where there is no score. */
  readonly scoreDifference: number | undefined;
}

/**
 * Agreement on every question that can be counted, all findings together first. Zones of a score are subjects of
 * their own. Forms that are still being filled in do not count, nor does the consensus.
 * @param readings of any films; those that answer another template's questions say nothing about these
 */
export function agreementOf(template: ReadTemplate, readings: readonly Reading[]): Agreement[] {
  const counted = readings.filter(({ role, state }) => role === 'reader' && state === 'submitted');
  const films = byFilm(counted).filter(({ length }) => length > 1);
  const questions = questionsOf(template).filter(({ kind }) => kind !== 'text');
  const findings = questions.filter(({ kind }) => kind === 'presence');
  const rows: (readonly [Question | null, readonly Question[]])[] = [
    [null, findings],
    ...questions.map((question) => [question, [question]] as const),
  ];
  return rows.flatMap(([question, asked]) => {
    const subjects = films.flatMap((forms) => asked.flatMap((each) => subjectsOf(forms, each.id)));
    const judged = judge(subjects);
    return judged === undefined
      ? []
      : [{ question, ...judged, scoreDifference: question ? meanDifference(films, question.id) : undefined }];
  });
}

/** What each reader said of one subject. */
type Ratings = ReadonlyMap<string, string>;

/** One subject for an option; one a zone for a score. Who left it open has not rated it. */
function subjectsOf(forms: readonly Reading[], question: string): Ratings[] {
  const said = forms.map(({ reader, answers }) => [reader, valuesIn(answers[question])] as const);
  const count = Math.max(...said.map(([, values]) => values.length));
  return Array.from({ length: count }, (_none, at) => {
    const ratings = said.flatMap(([reader, values]) => {
      const value = values[at];
      return value === undefined ? [] : [[reader, value] as const];
    });
    return new Map(ratings);
  }).filter(({ size }) => size > 1);
}

function valuesIn(answer: Answer | undefined): (string | undefined)[] {
  switch (answer?.kind) {
    case 'option':
      return [answer.value];
    case 'brixia':
      return answer.zones.map((zone) => zone?.toString());
    case 'rale':
      return answer.quadrants.flatMap(({ extent, density }) => [
        extent?.toString(),
        // Without extent there is no density to disagree on.
        density?.toString() ?? (extent === 0 ? '0' : undefined),
      ]);
    default:
      return [];
  }
}

/** Fleiss' kappa needs one number of ratings: the one that most subjects have. */
function judge(subjects: readonly Ratings[]): Pick<Agreement, 'method' | 'kappa'> | undefined {
  const readers = [...new Set(subjects.flatMap((ratings) => [...ratings.keys()]))].sort();
  const [one, other, third] = readers;
  if (one !== undefined && other !== undefined && third === undefined) {
    const pairs = subjects.map((ratings) => [ratings.get(one) ?? '', ratings.get(other) ?? ''] as const);
    const kappa = cohenKappa(pairs);
    return kappa && { method: 'cohen', kappa };
  }
  const [most = []] = groups(subjects, ({ size }) => size).toSorted((a, b) => b.length - a.length);
  const kappa = fleissKappa(most.map((ratings) => [...ratings.values()]));
  return kappa && { method: 'fleiss', kappa };
}

function meanDifference(films: readonly (readonly Reading[])[], question: string): number | undefined {
  const differences = films.flatMap((forms) => {
    const scores = forms.flatMap(({ answers }) => scoreOf(answers[question]) ?? []);
    return scores.flatMap((score, at) => scores.slice(at + 1).map((other) => Math.abs(score - other)));
  });
  if (differences.length === 0) return undefined;
  return differences.reduce((sum, each) => sum + each, 0) / differences.length;
}
