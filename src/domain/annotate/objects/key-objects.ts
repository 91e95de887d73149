import type { Digest } from '../../analyse/index.js';
import { container, encodeInstance, imageItem, textItem } from '../../dicom/index.js';
import { frameNumber } from './annotated-image.js';
import { concepts } from './concepts.js';
import {
  type Drawn,
  evidence,
  type ObjectPlan,
  objectCommon,
  observerItems,
  plainText,
  seriesUid,
} from './object-plan.js';

const KeyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59';

/**
 * The key images that one author chose in one study (Key Object Selection, PS3.3 A.35.4, TID 2010).
 * @param drawn key images of one study, at least one
 */
export function keyObjects(drawn: readonly [Drawn, ...Drawn[]], author: string, digest: Digest): ObjectPlan {
  const [{ image }] = drawn;
  const SeriesInstanceUID = seriesUid(digest, 'key-images', author, { ...image, part: '' });
  const words = [...new Set(drawn.map(({ annotation }) => plainText(annotation.text)))].filter(Boolean);
  const content = container(
    undefined,
    concepts.keyObjects,
    [
      ...observerItems(author),
      ...(words.length === 0 ? [] : [textItem('CONTAINS', concepts.keyObjectDescription, words.join('\n'))]),
      ...drawn.map(({ annotation, image: one }) =>
        imageItem('CONTAINS', undefined, one, frameNumber(one, annotation.frame)),
      ),
    ],
    '2010',
  );
  return {
    kind: 'key-images',
    SeriesInstanceUID,
    content: JSON.stringify(content),
    write: (revision, stamp) =>
      encodeInstance({
        ...objectCommon('key-images', image, author, SeriesInstanceUID, revision, stamp),
        ...content,
        SOPClassUID: KeyObjectSelection,
        Modality: 'KO',
        ReferencedPerformedProcedureStepSequence: [],
        ...evidence(drawn),
      }),
  };
}
