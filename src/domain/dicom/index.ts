export type { ByteSource } from './byte-source.js';
export { memorySource } from './byte-source.js';
export { characterSets } from './charset.js';
export {
  type Code,
  codeItem,
  container,
  dcm,
  frameReference,
  imageItem,
  numItem,
  personItem,
  type SopReference,
  scoord3dItem,
  scoordItem,
  sct,
  sopReference,
  textItem,
  ucum,
  uidItem,
} from './content-item.js';
export type { DatasetView, DicomElement } from './dataset.js';
export { readDataset } from './dataset.js';
export type { DicomdirStudy } from './dicomdir.js';
export { readDicomdir } from './dicomdir.js';
export type { Encoding } from './element-cursor.js';
export { elementHeader, isLongVr } from './element-header.js';
export { readHeader } from './header.js';
export { inflateObject } from './inflate-object.js';
export type { HeaderResult, InstanceHeader } from './instance-header.js';
export { joinBytes } from './join-bytes.js';
export { isPlainFilm } from './modality.js';
export { type ObjectReason, reasonName } from './refusal.js';
export { type Replacement, replaceElements } from './replace-elements.js';
export { foldForSearch, holdsRun, type LetterRun, letterRun } from './search.js';
export { looksLikeDicom, whatElse } from './sniff.js';
export { sopClass, storageClasses } from './sop-class.js';
export type { Tag } from './tag.js';
export type { DataSet, EncodeOptions, RawElement } from './write.js';
export {
  encodeInstance,
  evenBytes,
  fileMetaInformation,
  InvalidValueError,
  itemHeader,
  uidFromRandom,
} from './write.js';
export type { DirectoryRecord } from './write-directory.js';
export { encodeDirectory } from './write-directory.js';
