import { type Digest, reportConcepts } from '../analyse/index.js';
import {
  type Code,
  codeItem,
  container,
  type DataSet,
  dcm,
  encodeInstance,
  imageItem,
  personItem,
  type SopReference,
  sct,
  sopReference,
  textItem,
} from '../dicom/index.js';
import { type SectionName, type SignedPart, sectionNames } from './report.js';
import {
  dateTimeOf,
  documentCommon,
  paragraphs,
  plainText,
  predecessors,
  type ReferencedFrame,
  type SignedDocument,
} from './report-document.js';

export const BasicTextSR = '1.2.840.10008.5.1.4.1.1.88.11';

/** A LOINC code, as the headings of reports have them (PS3.16 CID 7000 and 7001). */
const loinc = (CodeValue: string, CodeMeaning: string): Code => ({
  CodeValue,
  CodingSchemeDesignator: 'LN',
  CodeMeaning,
});

/** Heading (CID 7001) and text (CID 7002) of each section. */
const sections: Readonly<Record<SectionName, readonly [heading: Code, text: Code]>> = {
  indication: [loinc('18785-6', 'Indications for Procedure'), loinc('55115-0', 'Request')],
  technique: [loinc('55111-9', 'Current Procedure Descriptions'), dcm('121065', 'Procedure Description')],
  comparison: [loinc('18834-2', 'Previous Findings'), dcm('121069', 'Previous Finding')],
  findings: [loinc('59776-5', 'Findings'), reportConcepts.finding],
  impression: [loinc('19005-8', 'Impressions'), dcm('121073', 'Impression')],
};
const addendumHeading = loinc('55107-7', 'Addendum');

const chestFilm = sct('399208008', 'Plain X-ray of chest');
/** CR, and DX for presentation or processing. */
const isPlainFilm = ({ SOPClassUID }: SopReference): boolean =>
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.1(\.1(\.1)?)?$/.test(SOPClassUID);

const languages: Readonly<Record<string, string>> = {
  en: 'English',
  kk: 'Kazakh',
  pt: 'Portuguese',
  ru: 'Russian',
};

/**
 * A signed report as a Basic Text SR after TID 2005 (Transcribed Diagnostic Imaging Report): sections with their
 * texts, addenda with their authors, key images. Verified by those who signed (PS3.3 C.17.2).
 * @throws InvalidValueError where the study's own attributes cannot be written
 */
export function structuredReport(document: SignedDocument, digest: Digest): Uint8Array<ArrayBuffer> {
  const { parts, keyImages, film } = document;
  const [report, ...addenda] = parts;
  const root = container(
    undefined,
    loinc('18748-4', 'Diagnostic Imaging Report'),
    [
      languageOf(report),
      ...observer(report),
      ...(isPlainFilm(film) ? [codeItem('HAS CONCEPT MOD', reportConcepts.procedure, chestFilm)] : []),
      ...sectionNames.flatMap((name) => section(name, report)),
      ...addenda.map(addendum),
      ...(keyImages.length === 0 ? [] : [imageSection(keyImages)]),
    ],
    '2005',
  );
  return encodeInstance({
    ...documentCommon(digest, document, 'structured'),
    ...root,
    SOPClassUID: BasicTextSR,
    Modality: 'SR',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'VERIFIED',
    VerifyingObserverSequence: parts.map(verifier),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...predecessors(digest, document, 'structured', BasicTextSR),
    ...(keyImages.length === 0
      ? {}
      : { CurrentRequestedProcedureEvidenceSequence: [evidence(film.StudyInstanceUID, keyImages)] }),
  });
}

function languageOf({ language }: SignedPart): DataSet {
  return codeItem('HAS CONCEPT MOD', reportConcepts.language, {
    CodeValue: language,
    CodingSchemeDesignator: 'RFC5646',
    CodeMeaning: languages[language] ?? language,
  });
}

/** Who says so (TID 1003). */
function observer({ signature: { name, institution, role } }: SignedPart): DataSet[] {
  return [
    codeItem('HAS OBS CONTEXT', reportConcepts.observerType, dcm('121006', 'Person')),
    personItem('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), plainText(name)),
    ...(institution === ''
      ? []
      : [
          textItem(
            'HAS OBS CONTEXT',
            dcm('121009', "Person Observer's Organization Name"),
            plainText(institution),
          ),
        ]),
    ...(role === ''
      ? []
      : [
          textItem(
            'HAS OBS CONTEXT',
            dcm('121010', "Person Observer's Role in the Organization"),
            plainText(role),
          ),
        ]),
  ];
}

function section(name: SectionName, { texts }: SignedPart): DataSet[] {
  const text = paragraphs(texts[name]);
  const [heading, concept] = sections[name];
  return text === '' ? [] : [container('CONTAINS', heading, [textItem('CONTAINS', concept, text)])];
}

function addendum(part: SignedPart): DataSet {
  return container('CONTAINS', addendumHeading, [
    languageOf(part),
    ...observer(part),
    textItem('CONTAINS', reportConcepts.finding, paragraphs(part.texts.addendum)),
  ]);
}

function imageSection(images: readonly ReferencedFrame[]): DataSet {
  return container(
    'CONTAINS',
    loinc('55113-5', 'Key Images'),
    images.map((image) => imageItem('CONTAINS', undefined, image, image.frame)),
  );
}

function verifier({ signature }: SignedPart): DataSet {
  return {
    VerifyingObserverName: plainText(signature.name),
    // Type 2: a person here has no code.
    VerifyingObserverIdentificationCodeSequence: [],
    // Type 1: it may not be empty.
    VerifyingOrganization: plainText(signature.institution) || 'Not stated',
    VerificationDateTime: dateTimeOf(signature.signedAt),
  };
}

/** Every image that the content refers to, by series (PS3.3 C.17.2.3). */
function evidence(StudyInstanceUID: string, images: readonly ReferencedFrame[]): DataSet {
  const bySeries = new Map<string, Map<string, ReferencedFrame>>();
  for (const image of images) {
    const ofSeries = bySeries.get(image.SeriesInstanceUID) ?? new Map();
    bySeries.set(image.SeriesInstanceUID, ofSeries.set(image.SOPInstanceUID, image));
  }
  return {
    StudyInstanceUID,
    ReferencedSeriesSequence: [...bySeries].map(([SeriesInstanceUID, ofSeries]) => ({
      SeriesInstanceUID,
      ReferencedSOPSequence: [...ofSeries.values()].map(sopReference),
    })),
  };
}
