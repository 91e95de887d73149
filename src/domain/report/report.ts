/** The parts of a chest report, in the order in which they are read. */
export const sectionNames = ['indication', 'technique', 'comparison', 'findings', 'impression'] as const;
export type SectionName = (typeof sectionNames)[number];

/** What a document may say: a report its sections, an addendum its one text. */
export const partNames = [...sectionNames, 'addendum'] as const;
export type PartName = (typeof partNames)[number];

/** Plain paragraphs, parted by line ends; '' where nothing is said. */
export type ReportTexts = Readonly<Record<PartName, string>>;

export const emptyTexts: ReportTexts = {
  indication: '',
  technique: '',
  comparison: '',
  findings: '',
  impression: '',
  addendum: '',
};

/** How far a study has been reported, in the order of the work. */
export const reportStates = ['unread', 'in-progress', 'signed', 'addended'] as const;
export type ReportState = (typeof reportStates)[number];

/** Who stands for a document. It is made once and never taken back: what is to be said anew is an addendum. */
export interface Signature {
  readonly name: string;
  /** In the signer's own words: radiologist, resident… */
  readonly role: string;
  /** Where they work, as the report names it. */
  readonly institution: string;
  /** ISO 8601, UTC. */
  readonly signedAt: string;
}

/** A frame that a report shows. */
export interface KeyImage {
  readonly SOPInstanceUID: string;
  /** From 1, as ReferencedFrameNumber. */
  readonly frame: number;
}

/** A report (number 0) or one of its addenda (1, 2, …). */
export interface ReportPart {
  readonly number: number;
  readonly language: string;
  readonly texts: ReportTexts;
  readonly signature: Signature | null;
}

/** A report or addendum that somebody has signed. */
export interface SignedPart extends ReportPart {
  readonly signature: Signature;
  readonly keyImages: readonly KeyImage[];
}

/**
 * How far a study has been reported.
 * @param parts the report and its addenda, in order
 */
export function reportStateOf(parts: readonly Pick<ReportPart, 'number' | 'signature'>[]): ReportState {
  const signed = parts.filter(({ signature }) => signature !== null);
  if (signed.length > 1) return 'addended';
  if (signed.length === 1) return 'signed';
  return parts.length > 0 ? 'in-progress' : 'unread';
}

/** What a document says, in the order in which it is read: a report its sections, an addendum its one text. */
export function saidIn({
  number,
  texts,
}: Pick<ReportPart, 'number' | 'texts'>): { readonly name: PartName; readonly text: string }[] {
  const names = number === 0 ? sectionNames : (['addendum'] as const);
  return names.map((name) => ({ name, text: texts[name] })).filter(({ text }) => text.trim() !== '');
}

/** Whether a document says enough to be signed: a report its findings or its impression, an addendum its text. */
export function canBeSigned({ number, texts }: Pick<ReportPart, 'number' | 'texts'>): boolean {
  const said = number === 0 ? [texts.findings, texts.impression] : [texts.addendum];
  return said.some((text) => text.trim() !== '');
}
