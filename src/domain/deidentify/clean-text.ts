import type { Identifiers } from './identifiers.js';
import { isVocabulary } from './vocabulary.js';

/**
 * How much a text is trusted. 'narrative': comments, histories, reports; only vocabulary, small numbers and
 * units stay. 'descriptor': names of studies, series, protocols; short technical tokens stay too. 'sweep': what
 * table E.1-1 does not list (a maker, a kernel); all but identifiers and what looks like one stays. 'version': of
 * software, where 3.1.62 is no date and a build number no telephone.
 */
export type TextTrust = 'narrative' | 'descriptor' | 'sweep' | 'version';

const monthName =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел|fev|abr|mai|ago|set|out|dez)\\p{L}*';

const addresses: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/giu,
  /\bwww\.\S+/giu,
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu,
];

/** What is an identifier by its shape, whoever it belongs to. */
const suspicious: readonly RegExp[] = [
  ...addresses,
  // UUIDs, and UIDs written into text.
  /\p{N}{0,8}[0-9a-f]{4,8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8,12}/giu,
  /\b\d+(?:\.\d+){4,}\b/gu,
  // Dates: 1960-03-12, 12.03.60, 12/3/1960, 12 March 1960, March 12, 1960.
  /(?<!\d)\d{4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}(?!\d)/gu,
  /(?<!\d)\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:\d{4}|\d{2})(?!\d)/gu,
  new RegExp(`(?<!\\d)\\d{1,4}(?:\\s|[-./])*${monthName}(?:\\s|[-./,])*\\d{1,4}(?!\\d)`, 'giu'),
  new RegExp(`(?<!\\p{L})${monthName}(?:\\s|[-./,])*\\d{1,2}(?:\\s|[-./,])+\\d{2,4}(?!\\d)`, 'giu'),
  // +7 (701) 334-55-66, (11) 98877-6655: whole, with their codes.
  /\+\s?\d(?:[\s().-]{0,3}\d){6,}/gu,
  /\(\d{2,5}\)[\s.-]{0,2}\d(?:[\s.-]?\d){4,}/gu,
  // Telephone and document numbers: seven digits and more, whatever stands between them.
  /\+?\(?\d(?:[\s().-]?\d){6,}/gu,
];

const unit =
  /^\d{1,4}(?:mm|cm|ml|kv|kvp|mas|ma|mgy|msv|s|sec|ms|min|deg|hu|hz|mhz|t|x|st|nd|rd|th|mg|kg|y|yo|мм|см|с|лет)$/iu;
const shortNumber = /^\d{1,3}$/;
const descriptorNumber = /^(?!19\d\d$|20\d\d$)\d{1,4}$/;
/** Kernels, sequences and protocol steps: B30f, FC18, T2w, p2, 3D, 2x2, mA. */
const technical =
  /^(?:[A-Za-z]{1,2}\d{1,3}[A-Za-z]{0,2}|\d{1,3}[A-Za-z]{1,2}|\d{1,3}(?:x\d{1,3}){1,2}|[A-Za-z]{1,2})$/;
const singleLetter = /^\p{L}$/u;

/** Words by the capitals within them and between letters and digits: ThoraxRoutine, t2tse, Chest2V. */
function partsOf(word: string): string[] {
  return word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{L}+/gu) ?? [];
}

function isKnown(word: string): boolean {
  if (isVocabulary(word)) return true;
  const parts = partsOf(word);
  return (
    parts.length > 1 &&
    parts.every((part) => (/^\d{1,2}$/.test(part) ? true : part.length > 1 && isVocabulary(part)))
  );
}

/** Random-looking: digits and letters mixed at length, or a long run of hexadecimal or digits. */
function looksEncoded(word: string): boolean {
  if (/^\d{7,}$/.test(word) || (/^[0-9a-f]{8,}$/i.test(word) && /\d/.test(word))) return true;
  return word.length >= 12 && /\d/.test(word) && /\p{L}/u.test(word);
}

function mayStay(word: string, trust: TextTrust, identifiers: Identifiers): boolean {
  if (identifiers.blocks(word)) return false;
  if (trust === 'version') return !/^\d{9,}$/.test(word) && (isKnown(word) || !identifiers.beginsOne(word));
  if (trust === 'sweep') return !looksEncoded(word) && (isKnown(word) || !identifiers.beginsOne(word));
  if (isKnown(word) || unit.test(word)) return true;
  if (trust === 'narrative') return shortNumber.test(word);
  return (
    descriptorNumber.test(word) || technical.test(word) || (singleLetter.test(word) && /[A-Za-z]/.test(word))
  );
}

const wordPattern = /([\p{L}\p{M}\p{N}]+)/u;
/** Line ends and tabs are text; other control characters, NUL above all, hide what a viewer does not show. */
const hiddenCharacters = /(?![\t\r\n\f])[\p{Cc}\p{Cf}\ufffd]/gu;
const safeBetween = /[^\s_.,;:()[\]\\/+\-*%=<>^&#'"°±×|!?~]/gu;

/**
 * Cleans one value of a text.
 * @returns the text as it is when nothing had to go; '' when nothing may stay.
 */
export function cleanText(text: string, trust: TextTrust, identifiers: Identifiers): string {
  let cleaned = text.replace(hiddenCharacters, ' ');
  for (const pattern of trust === 'version' ? addresses : suspicious) cleaned = cleaned.replace(pattern, ' ');
  let dropped = cleaned !== text;
  const pieces = cleaned.split(wordPattern);
  let result = '';
  let anyWord = false;
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) {
      result += trust === 'sweep' || trust === 'version' ? piece : piece.replace(safeBetween, ' ');
    } else if (mayStay(piece, trust, identifiers)) {
      result += piece;
      anyWord = true;
    } else {
      dropped = true;
      result += ' ';
    }
  }
  if (!anyWord) return '';
  if (!dropped && result === text) return identifiers.spans(text) ? '' : text;
  result = tidied(result);
  return identifiers.spans(result) ? '' : result;
}

/** Punctuation that held what was dropped goes too. */
function tidied(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .replace(/\(\s*\)|\[\s*\]/g, ' ')
        .replace(/(?:[ \t]*[_.,;:/+\-=^&#'"|!?~][ \t]+)+/g, (run) =>
          /^[.,;:]/.test(run) ? `${run[0]} ` : ' ',
        )
        .replace(/[ \t]+/g, ' ')
        .replace(/^[\s_.,;:/+\-*=^&#'"|!?~)\]]+|[\s_,;:/+\-*=^&#'"|~([]+$/g, ''),
    )
    .filter((line) => line !== '')
    .join('\r\n');
}
