/** How far two readers agree beyond chance. */
export interface Kappa {
  /** 1 complete, 0 what chance would give, below 0 less than that. Undefined where chance alone explains it all. */
  readonly kappa: number | undefined;
  /** Share of subjects (Cohen) or of pairs of ratings (Fleiss) that agree. */
  readonly observed: number;
  /** The same, by chance. */
  readonly expected: number;
  /** Subjects that were rated. */
  readonly subjects: number;
}

/**
 * Cohen's kappa of two readers over nominal categories (Cohen, Educ Psychol Meas 1960;20:37-46).
 * @param pairs what the one and the other said of each subject
 * @returns undefined for no subjects
 */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): Kappa | undefined {
  if (pairs.length === 0) return undefined;
  const subjects = pairs.length;
  const first = counts(pairs.map(([one]) => one));
  const second = counts(pairs.map(([, other]) => other));
  const observed = pairs.filter(([one, other]) => one === other).length / subjects;
  let expected = 0;
  for (const [category, count] of first) {
    expected += (count / subjects) * ((second.get(category) ?? 0) / subjects);
  }
  return { kappa: beyondChance(observed, expected), observed, expected, subjects };
}

/**
 * Fleiss' kappa of the same number of ratings (two or more) of every subject (Fleiss, Psychol Bull 1971;76:378-382).
 * @param ratings by subject; the readers need not be the same ones
 * @returns undefined for no subjects, or where their numbers of ratings differ
 */
export function fleissKappa(ratings: readonly (readonly string[])[]): Kappa | undefined {
  const raters = ratings[0]?.length ?? 0;
  if (raters < 2 || ratings.some(({ length }) => length !== raters)) return undefined;
  const subjects = ratings.length;
  let agreeing = 0;
  for (const said of ratings) {
    for (const count of counts(said).values()) agreeing += count * (count - 1);
  }
  const observed = agreeing / (subjects * raters * (raters - 1));
  let expected = 0;
  for (const count of counts(ratings.flat()).values()) expected += (count / (subjects * raters)) ** 2;
  return { kappa: beyondChance(observed, expected), observed, expected, subjects };
}

/** A sum of shares may miss 1 by a rounding. */
const beyondChance = (observed: number, expected: number): number | undefined =>
  1 - expected < 1e-12 ? undefined : (observed - expected) / (1 - expected);

function counts(values: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}
