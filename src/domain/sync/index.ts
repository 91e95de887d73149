export {
  encodeIndexLine,
  INDEX_FOLDER,
  type IndexLine,
  type Place,
  parseIndex,
  pathInFolder,
} from './folder-layout.js';
export {
  type LinkRate,
  measured,
  nextRequest,
  type Pace,
  paceOf,
  unknownRate,
} from './pace.js';
export { instanceBackoff, linkBackoff, retryDelayMs } from './retry.js';
export {
  advance,
  fresh,
  onTheWay,
  type ParkReason,
  type SendEvent,
  type SendProgress,
  type SendState,
} from './send-state.js';
export { maySendAt, type SendingHours } from './sending-hours.js';
export { eventOf, parseStowResponse, type StowResponse } from './stow-response.js';
