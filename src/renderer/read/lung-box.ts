import { useQuery } from '@tanstack/react-query';
import { readDataset } from '../../domain/dicom/index.js';
import { type LungBox, usualLungBox } from '../../domain/read/index.js';
import { requestOptions } from '../ui/index.js';

/** Both lungs in a grid that covers a film, as shares of its sides. */
type LungShares = Pick<LungBox, 'left' | 'right' | 'top' | 'bottom'>;

/**
 * The box around both lungs in a Segmentation that the analysis wrote (binary; its first two frames are the lungs).
 * @returns undefined where the bytes are no such object or have no lungs
 */
export function lungShares(bytes: Uint8Array): LungShares | undefined {
  const read = readDataset(bytes, { stopAtPixelData: false });
  if (!read.ok) return undefined;
  const Rows = read.dataset.number(0x00280010) ?? 0;
  const Columns = read.dataset.number(0x00280011) ?? 0;
  const bits = read.dataset.element(0x7fe00010)?.bytes;
  const area = Rows * Columns;
  if (bits === undefined || area === 0 || bits.length * 8 < 2 * area) return undefined;
  const box = { left: Columns, right: 0, top: Rows, bottom: 0 };
  for (let index = 0; index < 2 * area; index++) {
    if ((((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 0) continue;
    const pixel = index % area;
    const [column, row] = [pixel % Columns, Math.floor(pixel / Columns)];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column + 1);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row + 1);
  }
  if (box.right <= box.left) return undefined;
  return {
    left: box.left / Columns,
    right: box.right / Columns,
    top: box.top / Rows,
    bottom: box.bottom / Rows,
  };
}

interface Film {
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  readonly Rows: number;
  readonly Columns: number;
  /** The store id of an instance of the studies on the screen. */
  readonly instanceOf: (SOPInstanceUID: string) => number | undefined;
}

/** Where the lungs lie on a film, in its pixels: as the analysis found them, else where they usually do. */
export function useLungBox({ studyId, SOPInstanceUID, Rows, Columns, instanceOf }: Film): LungBox {
  const analyses = useQuery(requestOptions('analyse:of-study', { studyId })).data;
  const result = analyses?.findLast((analysis) => analysis.SOPInstanceUID === SOPInstanceUID)?.result;
  const regions = result?.objects.find(({ kind }) => kind === 'regions')?.SOPInstanceUID;
  const instanceId = regions === undefined ? undefined : instanceOf(regions);
  const shares = useQuery({
    queryKey: ['lungs', instanceId],
    enabled: instanceId !== undefined,
    queryFn: async (): Promise<LungShares | null> => {
      const answer = await fetch(`tynys://app/object/${instanceId}`);
      return lungShares(new Uint8Array(await answer.arrayBuffer())) ?? null;
    },
  }).data;
  if (!shares) return usualLungBox({ Rows, Columns });
  return {
    left: shares.left * Columns,
    right: shares.right * Columns,
    top: shares.top * Rows,
    bottom: shares.bottom * Rows,
    midline: result?.cardiothoracicRatio?.heartRight[0].x,
  };
}
