import type { DatasetView } from '../../dicom/index.js';
import { concepts } from './concepts.js';
import { objectTags } from './object-tags.js';
import { authorName, readCode, type ShapeCollector } from './shape-collector.js';
import type { StudyImages } from './study-images.js';

/** The images that a Key Object Selection names (TID 2010), each with the reason and the description that it has. */
export function readKeyObjects(object: DatasetView, images: StudyImages, into: ShapeCollector): void {
  const title = readCode(object.items(objectTags.ConceptNameCodeSequence)[0]);
  const content = object.items(objectTags.ContentSequence);
  const named = (CodeValue: string): DatasetView | undefined =>
    content.find(
      (item) => readCode(item.items(objectTags.ConceptNameCodeSequence)[0])?.CodeValue === CodeValue,
    );
  const observer = named(concepts.personName.CodeValue);
  if (observer !== undefined) into.author = authorName(observer.name(objectTags.PersonName));
  const description = named(concepts.keyObjectDescription.CodeValue)?.text(objectTags.TextValue) ?? '';
  const text = description || (title?.CodeMeaning ?? '');
  for (const item of content) {
    if (item.string(objectTags.ValueType) !== 'IMAGE') continue;
    const frames = images.referenced(item.items(objectTags.ReferencedSOPSequence)[0]);
    if (frames.length === 0) into.leaveOut('image-missing');
    for (const frame of frames) into.add(frame, { kind: 'key-image', points: [] }, { text });
    if (into.isFull) return;
  }
}
