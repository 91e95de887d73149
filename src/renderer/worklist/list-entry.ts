import type { StudyRow } from '../../contract/index.js';
import type { OnDisc } from './use-announced.js';

/** A row of the worklist: a study in the store, or one that is still on its disc. */
export type ListEntry =
  | { readonly kind: 'stored'; readonly study: StudyRow }
  | { readonly kind: 'on-disc'; readonly item: OnDisc };

/** Names an entry for as long as it is in the list, wherever it stands. */
export const keyOf = (entry: ListEntry): string =>
  entry.kind === 'stored' ? `study-${entry.study.id}` : `disc-${entry.item.study.StudyInstanceUID}`;
