import type { Annotation, ReportMeasurement } from '../../contract/index.js';
import { calibrated, measure, readSpacing } from '../../domain/annotate/index.js';
import { readDataset } from '../../domain/dicom/index.js';
import type { WriteStore } from '../store/index.js';

/** What readers measured on the films of a study, film by film. A film that cannot be read has no measurements. */
export async function measurementsOf(store: WriteStore, studyId: number): Promise<ReportMeasurement[]> {
  const byImage = new Map<string, Annotation[]>();
  for (const annotation of store.annotations.ofStudy(studyId)) {
    byImage.set(annotation.SOPInstanceUID, [...(byImage.get(annotation.SOPInstanceUID) ?? []), annotation]);
  }
  const perImage = [...byImage].map(([SOPInstanceUID, drawn]) => onImage(store, SOPInstanceUID, drawn));
  return (await Promise.all(perImage)).flat();
}

async function onImage(
  store: WriteStore,
  SOPInstanceUID: string,
  drawn: readonly Annotation[],
): Promise<ReportMeasurement[]> {
  const [instance] = store.instancesByUID(SOPInstanceUID);
  const object = instance && store.openObject(instance.instanceId);
  const read = await object?.withSource(async (source) => readDataset(source)).catch(() => undefined);
  if (!read?.ok) return [];
  return drawn.flatMap((annotation) => {
    if (annotation.kind === 'calibration') return [];
    const spacing = calibrated(readSpacing(read.dataset, annotation.frame), drawn, annotation);
    const measures = [...measure(annotation, spacing)];
    const name = annotation.text || annotation.label?.CodeMeaning || '';
    return measures.length === 0 ? [] : [{ name, measures }];
  });
}
