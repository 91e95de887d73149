import type { Digest } from '../analyse/index.js';
import { type DataSet, encodeInstance, sopReference } from '../dicom/index.js';
import {
  dateTimeOf,
  documentCommon,
  lastOf,
  plainText,
  predecessors,
  type SignedDocument,
} from './report-document.js';

export const EncapsulatedPDF = '1.2.840.10008.5.1.4.1.1.104.1';

const ENCAPSULATED_DOCUMENT = 0x00420011;

/**
 * A signed report as it was printed (Encapsulated PDF, PS3.3 A.45.1).
 * @param pdf the printed pages
 * @throws InvalidValueError where the study's own attributes cannot be written
 */
export function encapsulatedReport(
  document: SignedDocument,
  pdf: Uint8Array,
  digest: Digest,
): Uint8Array<ArrayBuffer> {
  const { keyImages } = document;
  const shown: DataSet =
    keyImages.length === 0 ? {} : { SourceInstanceSequence: keyImages.map(sopReference) };
  return encodeInstance(
    {
      ...documentCommon(digest, document, 'pdf'),
      SOPClassUID: EncapsulatedPDF,
      Modality: 'DOC',
      ConversionType: 'WSD',
      AcquisitionDateTime: dateTimeOf(lastOf(document).signature.signedAt),
      // The pages name the patient.
      BurnedInAnnotation: 'YES',
      VerificationFlag: 'VERIFIED',
      DocumentTitle: plainText(document.title),
      ConceptNameCodeSequence: [
        { CodeValue: '18748-4', CodingSchemeDesignator: 'LN', CodeMeaning: 'Diagnostic Imaging Report' },
      ],
      MIMETypeOfEncapsulatedDocument: 'application/pdf',
      EncapsulatedDocumentLength: pdf.length,
      ...shown,
      ...predecessors(digest, document, 'pdf', EncapsulatedPDF),
    },
    { extra: [{ tag: ENCAPSULATED_DOCUMENT, vr: 'OB', value: pdf }] },
  );
}
