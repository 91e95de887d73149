export { type Created, createPackage, MAX_VOLUME_BYTES } from './create.js';
export { type Imported, importPackage, packageFolders } from './import.js';
export { type Card, cardText, type PackageKeys, packageKeys, parseCard } from './keys.js';
export { type ReceiptRead, readReceipt } from './receipt.js';
