import type { KeyPicture, ReportDocument, StudyRow } from '../../contract/index.js';
import { dayStyle, displayName, localeOf, parseDate } from '../../domain/patient/index.js';
import { type SectionName, saidIn } from '../../domain/report/index.js';
import { printFonts } from './print-fonts.js';

/** The words of the page, in the report's language. */
export interface PageWords {
  readonly report: Readonly<
    Record<
      | `section_${SectionName}`
      | 'heading'
      | 'addendum'
      | 'patient'
      | 'birthDate'
      | 'sex'
      | 'patientId'
      | 'examination'
      | 'studyDate'
      | 'accession'
      | 'keyImages'
      | 'signedBy'
      | 'draft'
      | 'draftText'
      | 'frame',
      string
    >
  >;
  readonly common: Readonly<Record<'sex_F' | 'sex_M' | 'sex_O', string>>;
}

export interface ReportPage {
  readonly study: StudyRow;
  /** The report and its addenda, in order. */
  readonly documents: readonly ReportDocument[];
  readonly pictures: readonly KeyPicture[];
  /** Of the site; '' where nobody has said. */
  readonly institution: string;
  readonly words: PageWords;
}

/** Everything that a report names comes from files and hands: it is text and never markup. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A report on paper: one HTML page that needs nothing but itself, for A4. It has no script and asks for no file. */
export function reportPage(page: ReportPage): string {
  const { documents, pictures, words } = page;
  const language = documents[0]?.language ?? 'en';
  const unsigned = documents.some(({ signature }) => signature === null);
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(words.report.heading)}</title>
<style>${printFonts()}${STYLE}</style></head><body>
${unsigned ? `<p class="draft"><strong>${escaped(words.report.draft)}</strong> ${escaped(words.report.draftText)}</p>` : ''}
<header><p class="site">${escaped(page.institution)}</p><h1>${escaped(words.report.heading)}</h1></header>
${patientTable(page, language)}
${documents.map((document) => documentPart(document, words, language)).join('')}
${pictures.length === 0 ? '' : pictureSheet(page, language)}
</body></html>`;
}

function patientTable({ study, words: { report, common } }: ReportPage, language: string): string {
  const sex = ['F', 'M', 'O'].includes(study.PatientSex)
    ? common[`sex_${study.PatientSex as 'F' | 'M' | 'O'}`]
    : study.PatientSex;
  const time = /^\d{4}/.test(study.StudyTime)
    ? ` ${study.StudyTime.slice(0, 2)}:${study.StudyTime.slice(2, 4)}`
    : '';
  const rows: readonly (readonly [string, string])[] = [
    [report.patient, displayName(study.PatientName)],
    [report.examination, `${study.StudyDescription} ${study.ModalitiesInStudy.filter(isPicture).join(' ')}`],
    [report.birthDate, dayText(study.PatientBirthDate, language)],
    [report.studyDate, `${dayText(study.StudyDate, language)}${time}`],
    [report.sex, sex],
    [report.accession, study.AccessionNumber],
    [report.patientId, study.PatientID],
  ];
  const cells = rows
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`);
  return `<dl class="patient">${cells.join('')}</dl>`;
}

const isPicture = (modality: string): boolean => !['SR', 'SEG', 'PR', 'DOC', 'KO', 'OT'].includes(modality);

function documentPart(document: ReportDocument, { report }: PageWords, language: string): string {
  const { number, signature } = document;
  const sections = saidIn(document).map(({ name, text }) => {
    const heading = name === 'addendum' ? `${report.addendum} ${number}` : report[`section_${name}`];
    return `<section><h2>${escaped(heading)}</h2>${paragraphsOf(text)}</section>`;
  });
  const signed =
    signature === null
      ? ''
      : `<p class="signature">${escaped(report.signedBy)} <strong>${escaped(signature.name)}</strong>${
          signature.role === '' ? '' : `, ${escaped(signature.role)}`
        } · ${escaped(momentText(signature.signedAt, language))}</p>`;
  return sections.join('') + signed;
}

const paragraphsOf = (text: string): string =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('');

/** Its pages name the patient again: a picture that gets parted from its report must say whose it is. */
function pictureSheet({ study, pictures, words: { report } }: ReportPage, language: string): string {
  const whose = [displayName(study.PatientName), study.PatientID, dayText(study.StudyDate, language)];
  const figures = pictures.map(
    ({ jpeg, frame }, index) =>
      `<figure><img src="${jpeg}" alt=""><figcaption>${index + 1}${
        frame > 1 ? ` · ${escaped(report.frame)} ${frame}` : ''
      }</figcaption></figure>`,
  );
  const size = pictures.length === 1 ? 'one' : 'many';
  return `<section class="pictures ${size}"><h2>${escaped(report.keyImages)} · ${escaped(whose.filter((part) => part !== '').join(' · '))}</h2>${figures.join('')}</section>`;
}

/** A DA value as a day; what is none stands as it is. */
function dayText(DA: string, language: string): string {
  const date = parseDate(DA);
  if (date === null) return DA;
  return new Intl.DateTimeFormat(localeOf(language), { ...dayStyle(language), timeZone: 'UTC' }).format(
    Date.UTC(date.year, date.month - 1, date.day),
  );
}

const momentText = (iso: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), {
    ...dayStyle(language),
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));

const STYLE = `
@page { size: A4; margin: 18mm 18mm 20mm }
* { box-sizing: border-box }
body { margin: 0; color: #111; background: #fff; font: 10.5pt/1.45 'Inter Print', sans-serif }
h1 { margin: 0 0 3mm; font-size: 16pt; font-weight: 650 }
h2 { margin: 4mm 0 1mm; font-size: 10.5pt; font-weight: 650; break-after: avoid }
p { margin: 0 0 1.2mm; orphans: 2; widows: 2; overflow-wrap: anywhere }
.site { color: #444 }
.draft { margin-bottom: 4mm; padding: 2mm 3mm; border: 1px solid #a33; color: #a33 }
.patient { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 1mm 4mm; margin: 0 0 2mm; padding: 3mm 0; border: solid #999; border-width: 0.3mm 0 }
dt { color: #555 } dd { margin: 0; font-weight: 550; overflow-wrap: anywhere }
.signature { margin: 4mm 0 2mm; padding-top: 2mm; border-top: 0.3mm solid #999; break-inside: avoid }
.pictures { break-before: page }
figure { margin: 0 0 4mm; break-inside: avoid }
img { display: block; margin: auto; max-width: 100%; max-height: 225mm; background: #000 }
.many figure { display: inline-block; width: 49%; vertical-align: top } .many img { max-height: 105mm }
figcaption { margin-top: 1mm; color: #555; font-size: 9pt; text-align: center }
`;
