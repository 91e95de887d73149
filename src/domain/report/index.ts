export { encapsulatedReport } from './encapsulated-report.js';
export {
  canBeSigned,
  emptyTexts,
  type KeyImage,
  type PartName,
  partNames,
  type ReportPart,
  type ReportState,
  type ReportTexts,
  reportStateOf,
  reportStates,
  type SectionName,
  type Signature,
  type SignedPart,
  saidIn,
  sectionNames,
} from './report.js';
export type { ReferencedFrame, SignedDocument } from './report-document.js';
export { structuredReport } from './structured-report.js';
