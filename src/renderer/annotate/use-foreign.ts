import { useQuery } from '@tanstack/react-query';
import type { ForeignAnnotation } from '../../contract/index.js';
import { requestOptions } from '../ui/index.js';

const none: readonly ForeignAnnotation[] = [];

/** Shapes that came into a study with other makers' objects. */
export const useForeign = (studyId: number): readonly ForeignAnnotation[] =>
  useQuery(requestOptions('annotate:foreign', { studyId })).data?.shapes ?? none;
