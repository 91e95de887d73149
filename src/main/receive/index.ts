export { isAeTitle } from './association-policy.js';
export { Receiver, type ReceiverOptions } from './receiver.js';
export { ReceiveService } from './service.js';
