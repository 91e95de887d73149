export { type ArrangedPane, protocolOf } from './arrangement.js';
export {
  comparable,
  filmsFor,
  type HangableStudy,
  type HungFilm,
  hang,
  kindOfModality,
  sideOf,
} from './hang.js';
export { type HangingProtocol, PANES_OF, type PaneRule, shippedProtocols } from './protocol.js';
