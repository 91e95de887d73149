import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LabelSet } from '../../contract/index.js';
import type { Annotation } from '../../domain/annotate/index.js';
import { requestOptions } from '../ui/index.js';
import { useAnnotationState } from './annotation-state.js';

type Code = NonNullable<Annotation['label']>;

/** A code as a key: what it means may be spelt differently. */
export const keyOf = ({ CodeValue, CodingSchemeDesignator }: Code): string =>
  `${CodingSchemeDesignator} ${CodeValue}`;

interface Labels {
  readonly sets: readonly LabelSet[];
  /** In the language of the screen where it is known there, else as its set has it. */
  nameOf(code: Code): string;
  colourOf(code: Code): string | undefined;
  /** Whether annotations of this label are to be seen. */
  isShown(annotation: Annotation): boolean;
}

const none: readonly LabelSet[] = [];

/** What readers can label with, and how labels look. */
export function useLabels(): Labels {
  const { i18n } = useTranslation('annotate');
  const sets = useQuery(requestOptions('annotate:label-sets')).data ?? none;
  const { hiddenLabels } = useAnnotationState();
  return {
    sets,
    nameOf: ({ CodeValue, CodeMeaning }) =>
      i18n.t(`labelName.${CodeValue}`, { ns: 'annotate', defaultValue: CodeMeaning }),
    colourOf: (code) =>
      sets.flatMap(({ labels }) => labels).find((label) => keyOf(label.code) === keyOf(code))?.colour,
    isShown: ({ label }) => label === null || !hiddenLabels.has(keyOf(label)),
  };
}
