export type { ByteSource } from './byte-source.js';
export { memorySource } from './byte-source.js';
export type { Dataset, DatasetResult, DicomElement, Tag } from './dataset.js';
export { readDataset } from './dataset.js';
export type { DicomdirFile, DicomdirResult, DicomdirStudy } from './dicomdir.js';
export { readDicomdir } from './dicomdir.js';
export { DICOMDIR_REASON, isDicomdir, looksLikeDicom, readHeader } from './header.js';
export type { HeaderResult, InstanceHeader } from './instance-header.js';
export { foldForSearch } from './search.js';
