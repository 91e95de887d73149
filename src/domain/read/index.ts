export { type Agreement, agreementOf } from './agreement.js';
export {
  type Answer,
  type Answers,
  BRIXIA_ZONES,
  firstOpen,
  misfit,
  normalAnswers,
  type Quadrant,
  RALE_QUADRANTS,
} from './answers.js';
export { chestFilm } from './chest-film.js';
export { type RegionAgreement, regionAgreement } from './dice.js';
export type { Kappa } from './kappa.js';
export {
  agreedAnswers,
  byFilm,
  mayBeAdjudicated,
  mayBeReopened,
  type Reading,
  type ReadingRules,
  readingRoles,
  readingStates,
  visibleTo,
} from './reading.js';
export { quadrantScore, scoreOf } from './severity.js';
export { type CodedAnswer, summaryOf } from './summary.js';
export {
  type ChoiceQuestion,
  type Option,
  type Presence,
  type PresenceQuestion,
  presences,
  type Question,
  questionsOf,
  type ReadTemplate,
  type Section,
  templateClash,
  valuesOf,
  type Words,
  wordsIn,
  type ZonesQuestion,
} from './template.js';
export {
  defaultLines,
  type LungBox,
  linesOf,
  moveLine,
  usualLungBox,
  type Zone,
  type ZoneLine,
  type ZoneLines,
  type ZoneScheme,
  zonesOf,
} from './zones.js';
