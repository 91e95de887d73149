export { isAeTitle } from './association-policy.js';
export { Receiver, type ReceiverOptions } from './receiver.js';
