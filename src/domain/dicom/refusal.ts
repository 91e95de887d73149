import { type Tag, tagName } from './tag.js';

/**
 * Why bytes are no object that can be read. A code with what belongs to it, never a value of the data set: whoever
 * shows it has the words (`import.reasons.<code>` of the window's locales).
 */
export type ObjectReason =
  | {
      readonly code:
        | 'empty-file'
        | 'text-file'
        | 'web-page'
        | 'pdf-document'
        | 'office-document'
        | 'zip-archive'
        | 'database'
        | 'audio-or-video'
        | 'macos-data'
        | 'no-prefix'
        | 'no-sop-class'
        | 'dicomdir'
        | 'not-a-directory'
        | 'directory-too-large'
        | 'no-data-set'
        | 'ends-in-sequence'
        | 'item-overruns'
        | 'sequence-corrupt'
        | 'deflated-empty'
        | 'deflated-cut-off'
        | 'deflated-corrupt';
    }
  | {
      readonly code:
        | 'element-overruns'
        | 'element-endless'
        | 'element-without-vr'
        | 'items-corrupt'
        | 'ends-after'
        | 'ends-in-header';
      /** '(0028,0010)' */
      readonly tag: string;
    }
  | { readonly code: 'deflated-too-large'; readonly limitMB: number }
  /** Proper names, the same in every language. */
  | { readonly code: 'picture' | 'other-archive'; readonly format: string }
  | { readonly code: 'program'; readonly system: string };

type TagCode = Extract<ObjectReason, { tag: string }>['code'];

export function atTag(code: TagCode, tag: Tag): ObjectReason {
  return { code, tag: tagName(tag) };
}

export interface Refusal {
  readonly ok: false;
  readonly kind: 'not-dicom' | 'unreadable';
  readonly reason: ObjectReason;
}

export function refusal(kind: Refusal['kind'], code: PlainCode): Refusal {
  return { ok: false, kind, reason: { code } };
}
type PlainCode = Exclude<
  ObjectReason,
  { tag: string } | { limitMB: number } | { format: string } | { system: string }
>['code'];

/** For a technical detail or an error's message: 'element-overruns (0028,0010)'. */
export function reasonName(reason: ObjectReason): string {
  return Object.values(reason).join(' ');
}
