export { followReceiving, ReceiveSettings } from './receive-settings.js';
