import { z } from 'zod';
import type { ObjectReason as DomainReason } from '../domain/dicom/index.js';

/** A tag as '(0028,0010)'. */
const tag = z.string().max(11);
/** A proper name: of a format, a system, a TIFF or DICOM keyword. The same in every language. */
const name = z.string().max(64);
const count = z.number();

/** What the object's own bytes are refused for: `ObjectReason` of domain/dicom. */
const ObjectReason = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      'empty-file',
      'text-file',
      'web-page',
      'pdf-document',
      'office-document',
      'zip-archive',
      'database',
      'audio-or-video',
      'macos-data',
      'no-prefix',
      'no-sop-class',
      'dicomdir',
      'not-a-directory',
      'directory-too-large',
      'no-data-set',
      'ends-in-sequence',
      'item-overruns',
      'sequence-corrupt',
      'deflated-empty',
      'deflated-cut-off',
      'deflated-corrupt',
    ]),
  }),
  z.object({
    code: z.enum([
      'element-overruns',
      'element-endless',
      'element-without-vr',
      'items-corrupt',
      'ends-after',
      'ends-in-header',
    ]),
    tag,
  }),
  z.object({ code: z.literal('deflated-too-large'), limitMB: count }),
  z.object({ code: z.enum(['picture', 'other-archive']), format: name }),
  z.object({ code: z.literal('program'), system: name }),
]) satisfies z.ZodType<DomainReason>;

/**
 * Why a file of an import ended as it did. A code with what belongs to it, never patient data; the words are
 * `import.reasons.<code>` of the locales, which the command line reads too.
 */
export const ImportReason = z.discriminatedUnion('code', [
  ...ObjectReason.options,
  z.object({
    code: z.enum([
      // The system.
      'no-permission',
      'medium-error',
      'vanished',
      'no-regular-file',
      'link-loop',
      'path-too-long',
      'too-many-open-files',
      'locked',
      'not-read',
      'being-written',
      // Folders and links.
      'folder-loop',
      'own-store',
      'link-outside',
      'link-inside',
      'special-file',
      // What a DICOMDIR refers to.
      'missing-on-medium',
      'reference-outside',
      'reference-no-file',
      // Archives.
      'zip-damaged',
      'zip-directory-damaged',
      'zip-encrypted',
      'zip-empty',
      'zip-document',
      'zip-bomb',
      'entry-encrypted',
      'entry-damaged',
      'entry-checksum',
      'entry-too-long',
      'entry-cut-short',
      // The store.
      'uid-taken',
      'uid-taken-again',
      'found-aside',
      // Pictures that are to become films.
      'film-waiting',
      'film-waiting-already',
      'film-adopted',
      'picture-unreadable',
      'picture-too-small',
      'picture-too-large',
      'picture-shorter',
      'picture-of-several-pages',
    ]),
  }),
  z.object({ code: z.literal('system-error'), error: name }),
  z.object({ code: z.literal('folders-too-deep'), folders: count }),
  z.object({ code: z.literal('zip-too-many-files'), files: count }),
  z.object({ code: z.literal('zip-too-deep'), levels: count }),
  z.object({ code: z.literal('entry-method'), method: count }),
  z.object({ code: z.literal('dicomdir-unreadable'), cause: ObjectReason }),
  z.object({ code: z.enum(['picture-damaged', 'picture-cut-short']), format: name }),
  /** `feature`: the keyword that the format's own specification has for it. */
  z.object({ code: z.literal('picture-unsupported'), format: name, feature: name }),
  z.object({ code: z.literal('value-not-allowed'), keyword: name }),
  /** A sentence that an older version wrote. */
  z.object({ code: z.literal('text'), text: z.string() }),
]);
export type ImportReason = z.infer<typeof ImportReason>;
export type ImportReasonCode = ImportReason['code'];

/** Every code, for whoever has to have words for all of them. */
export const importReasonCodes: readonly ImportReasonCode[] = ImportReason.options.flatMap(({ shape }) =>
  'options' in shape.code ? shape.code.options : [shape.code.value],
);
