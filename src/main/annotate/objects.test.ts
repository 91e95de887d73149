import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Annotation } from '../../contract/index.js';
import { readDataset } from '../../domain/dicom/index.js';
import type { WriteStore } from '../store/index.js';
import { drawing, filmWithPixels, headerOf, openTestStore, temporaryFolder } from '../store/testing.js';
import { foreignShapes, writeObjects } from './objects.js';

const rectangle = (more: Partial<Annotation> = {}): Annotation =>
  drawing({
    id: '6f9b6a0e-2f5c-4b7e-9a3d-000000000001',
    kind: 'rectangle',
    points: [
      { x: 2, y: 3 },
      { x: 12, y: 3 },
      { x: 12, y: 9 },
      { x: 2, y: 9 },
    ],
    ...more,
  });

let folder: ReturnType<typeof temporaryFolder>;
let store: WriteStore;
let studyId: number;

async function addToStore(target: WriteStore, bytes: Uint8Array): Promise<void> {
  await target.addResult(bytes, headerOf(bytes));
}

beforeEach(async () => {
  folder = temporaryFolder();
  store = openTestStore(folder.dir);
  await addToStore(store, filmWithPixels());
  studyId = store.findStudy({ StudyInstanceUID: '2.25.1' })[0]?.id ?? 0;
});
afterEach(() => {
  store.close();
  folder.remove();
});

const draw = (before: Annotation | null, after: Annotation | null): void => {
  store.annotations.change([{ before, after }], 'Dr. A. Reader');
};
const drawn = (): Annotation | null => store.annotations.ofStudy(studyId)[0] ?? null;
const write = async (): Promise<number> => await writeObjects(store, studyId, '0.1.0');
const seriesOf = (Modality: string) =>
  store.content(studyId)?.series.filter((series) => series.Modality === Modality) ?? [];

describe('what readers drew, as objects of the study', () => {
  it('is written once, and again only where it changed', async () => {
    expect(await write()).toBe(0);
    draw(null, rectangle());
    expect(await write()).toBe(3);
    expect(await write()).toBe(0);
    expect(['SR', 'PR', 'SEG'].map((Modality) => seriesOf(Modality)[0]?.instances.length)).toEqual([1, 1, 1]);

    draw(
      drawn(),
      rectangle({ text: 'moved', points: rectangle().points.map(({ x, y }) => ({ x: x + 5, y })) }),
    );
    expect(await write()).toBe(3);
    const [report] = seriesOf('SR');
    expect(report?.instances.map(({ InstanceNumber }) => InstanceNumber)).toEqual([1, 2]);
  });

  it('leaves the original as it was', async () => {
    const originals = (): Uint8Array[] =>
      (seriesOf('DX')[0]?.instances ?? []).map(
        ({ id }) => store.openObject(id)?.readAll() ?? new Uint8Array(),
      );
    const before = originals();
    draw(null, rectangle());
    await write();
    expect(originals()).toEqual(before);
  });

  it('says on what a millimetre rests', async () => {
    draw(null, rectangle());
    await write();
    const [report] = seriesOf('SR');
    const bytes = store.openObject(report?.instances[0]?.id ?? 0)?.readAll() ?? new Uint8Array();
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('at the detector');
    // 10 × 6 pixels of half a millimetre.
    expect(text).toMatch(/Area.{0,200}?square millimeter.{0,60}?15/s);
    expect(readDataset(bytes).ok).toBe(true);
  });
});

describe('shapes of other objects', () => {
  it('are not what was drawn here, not even after it was deleted', async () => {
    draw(null, rectangle());
    await write();
    expect(await foreignShapes(store, studyId)).toEqual({ shapes: [], undrawn: [] });
    draw(drawn(), null);
    expect(await foreignShapes(store, studyId)).toEqual({ shapes: [], undrawn: [] });
  });

  it('are what was drawn on another workstation, as its newest revision has it', async () => {
    draw(null, rectangle());
    await write();
    draw(drawn(), rectangle({ text: 'as it is now' }));
    await write();

    const elsewhere = temporaryFolder();
    const other = openTestStore(elsewhere.dir);
    try {
      for (const { id } of store.content(studyId)?.series.flatMap(({ instances }) => instances) ?? []) {
        await addToStore(other, store.openObject(id)?.readAll() ?? new Uint8Array());
      }
      const otherId = other.findStudy({ StudyInstanceUID: '2.25.1' })[0]?.id ?? 0;
      const { shapes, undrawn } = await foreignShapes(other, otherId);
      expect(undrawn).toEqual([]);
      expect(shapes).toMatchObject([
        {
          kind: 'rectangle',
          points: rectangle().points,
          text: 'as it is now',
          author: 'Dr. A. Reader',
          source: 'Tynys · Annotations: Dr. A. Reader',
        },
      ]);
    } finally {
      other.close();
      elsewhere.remove();
    }
  });

  it('are asked for in a study that is there', async () => {
    await expect(foreignShapes(store, 99)).rejects.toMatchObject({ code: 'not-found' });
  });
});
