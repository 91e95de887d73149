export {
  comparable,
  type HangableStudy,
  type Hanging,
  type HungFilm,
  hang,
  kindOfModality,
  sideOf,
} from './hang.js';
export {
  type FilmSide,
  type HangingProtocol,
  PANES_OF,
  type PaneRule,
  shippedProtocols,
} from './protocol.js';
