export { type Answer, LinkClient, type Question } from './link-client.js';
export { LinkSecrets } from './link-secrets.js';
export { firstPart } from './multipart.js';
export { folderOf, openTransport } from './open-transport.js';
export { syncHandlers } from './requests.js';
export { type RunEnd, Sender } from './sender.js';
export { SyncService } from './service.js';
export { linkErrorOf } from './stow-transport.js';
export { LinkError, type Transport } from './transport.js';
