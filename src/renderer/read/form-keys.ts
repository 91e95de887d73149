import {
  type Answer,
  type Answers,
  BRIXIA_ZONES,
  normalAnswers,
  type Quadrant,
  type Question,
  questionsOf,
  RALE_QUADRANTS,
  type ReadTemplate,
  valuesOf,
  type ZonesQuestion,
} from '../../domain/read/index.js';

/** Where hands are in a form: a question, and of a score by zones the number that is asked for next. */
export interface FormPlace {
  readonly question: string;
  readonly slot: number;
}

export interface FormStep {
  readonly answers: Answers;
  readonly at: FormPlace;
  /** The question is answered in words: its field takes the keys from here on. */
  readonly write?: boolean;
}

export interface FormKey {
  /** By place on the keyboard, as KeyboardEvent.code, so that Cyrillic and Kazakh layouts have the same keys. */
  readonly code: string;
}

/** What N does on every form: a film on which nothing is wrong. */
export const NORMAL_KEY = 'N';

/** How many numbers answer a question: 0 where it is not answered by numbers of zones. */
export function slotsOf(question: Question): number {
  if (question.kind === 'brixia') return BRIXIA_ZONES;
  // Extent and density of each quadrant in turn.
  return question.kind === 'rale' ? 2 * RALE_QUADRANTS : 0;
}

/**
 * What a key does to a form: letters lead to questions, digits answer, arrows walk and turn, Backspace takes back.
 * @returns undefined where the key means nothing here
 */
export function pressKey(
  template: ReadTemplate,
  answers: Answers,
  at: FormPlace,
  { code }: FormKey,
): FormStep | undefined {
  const questions = questionsOf(template);
  const index = Math.max(
    0,
    questions.findIndex(({ id }) => id === at.question),
  );
  const question = questions[index];
  if (question === undefined) return undefined;
  const goTo = (to: number): FormStep => ({ answers, at: startOf(questions[to] ?? question) });

  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter === NORMAL_KEY) return { answers: normalAnswers(template, answers), at };
  if (letter !== undefined) {
    const asked = questions.find(({ key }) => key === letter);
    return asked && { answers, at: startOf(asked), write: asked.kind === 'text' };
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) {
    const said = answerDigit(question, answers[question.id], at.slot, Number(digit));
    if (said === undefined) return undefined;
    const { answer, slot } = said;
    const next = slot === undefined ? startOf(questions[index + 1] ?? question) : { ...at, slot };
    return { answers: { ...answers, [question.id]: answer }, at: next };
  }
  switch (code) {
    case 'ArrowDown':
      return goTo(index + 1);
    case 'ArrowUp':
      return goTo(index - 1);
    case 'Enter':
    case 'NumpadEnter':
      return question.kind === 'text' ? { answers, at, write: true } : goTo(index + 1);
    case 'ArrowRight':
    case 'ArrowLeft':
      return turn(question, answers, at, code === 'ArrowRight' ? 1 : -1);
    case 'Backspace':
    case 'Delete': {
      const { [question.id]: _taken, ...others } = answers;
      return { answers: others, at: startOf(question) };
    }
    default:
      return undefined;
  }
}

const startOf = ({ id }: Question): FormPlace => ({ question: id, slot: 0 });

/** The next option of a choice, the next number of a score. */
function turn(question: Question, answers: Answers, at: FormPlace, by: 1 | -1): FormStep | undefined {
  const slots = slotsOf(question);
  if (slots > 0) return { answers, at: { ...at, slot: (at.slot + by + slots) % slots } };
  const values = valuesOf(question);
  if (values.length === 0) return undefined;
  const answer = answers[question.id];
  const now = answer?.kind === 'option' ? values.indexOf(answer.value) : by === 1 ? -1 : values.length;
  const value = values[(now + by + values.length) % values.length] ?? '';
  return { answers: { ...answers, [question.id]: { kind: 'option', value } }, at };
}

/** @returns the answer, and the slot that is asked for next; no slot: the question is done with */
function answerDigit(
  question: Question,
  before: Answer | undefined,
  slot: number,
  digit: number,
): { readonly answer: Answer; readonly slot?: number } | undefined {
  switch (question.kind) {
    case 'presence':
    case 'choice': {
      const value = valuesOf(question)[digit - 1];
      return value === undefined ? undefined : { answer: { kind: 'option', value } };
    }
    case 'brixia': {
      const answer = withNumber(question, before, slot, digit);
      return answer && { answer, ...(slot + 1 < BRIXIA_ZONES ? { slot: slot + 1 } : {}) };
    }
    case 'rale': {
      const answer = withNumber(question, before, slot, digit);
      // Nothing has no density.
      const next = slot % 2 === 0 && digit === 0 ? slot + 2 : slot + 1;
      return answer && { answer, ...(next < 2 * RALE_QUADRANTS ? { slot: next } : {}) };
    }
    case 'text':
      return undefined;
  }
}

/** The lowest and the highest number that a slot of a score by zones takes. */
function rangeOf({ kind }: ZonesQuestion, slot: number): readonly [lowest: number, highest: number] {
  if (kind === 'brixia') return [0, 3];
  return slot % 2 === 0 ? [0, 4] : [1, 3];
}

/** One number of a score by zones put in; undefined where the score has no such number. */
export function withNumber(
  question: ZonesQuestion,
  before: Answer | undefined,
  slot: number,
  value: number,
): Answer | undefined {
  const [lowest, highest] = rangeOf(question, slot);
  if (value < lowest || value > highest) return undefined;
  if (question.kind === 'brixia') {
    const zones = before?.kind === 'brixia' ? before.zones : Array<null>(BRIXIA_ZONES).fill(null);
    return { kind: 'brixia', zones: zones.with(slot, value) };
  }
  const quadrants =
    before?.kind === 'rale'
      ? before.quadrants
      : Array.from({ length: RALE_QUADRANTS }, (): Quadrant => ({ extent: null, density: null }));
  const at = Math.floor(slot / 2);
  const quadrant = quadrants[at] ?? { extent: null, density: null };
  const isExtent = slot % 2 === 0;
  if (!isExtent && (quadrant.extent ?? 0) === 0) return undefined;
  const changed: Quadrant = isExtent
    ? { extent: value, density: value === 0 ? null : quadrant.density }
    : { ...quadrant, density: value };
  return { kind: 'rale', quadrants: quadrants.with(at, changed) };
}

/** The number in a slot of a score by zones; null while it is open. */
export function numberAt(answer: Answer | undefined, slot: number): number | null {
  if (answer?.kind === 'brixia') return answer.zones[slot] ?? null;
  if (answer?.kind !== 'rale') return null;
  const quadrant = answer.quadrants[Math.floor(slot / 2)];
  return (slot % 2 === 0 ? quadrant?.extent : quadrant?.density) ?? null;
}

/** What a click on a number makes of it: the next one, and after the last the first. */
export function nextNumber(question: ZonesQuestion, answer: Answer | undefined, slot: number): number {
  const [lowest, highest] = rangeOf(question, slot);
  const now = numberAt(answer, slot);
  return now === null || now >= highest ? lowest : now + 1;
}
