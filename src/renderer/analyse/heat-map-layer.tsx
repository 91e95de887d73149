import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { findingName, type Placement, useSettings } from '../ui/index.js';
import { type HeatMapFrames, heatImage, readHeatMaps } from './heat-map.js';
import { useOpinionState } from './opinion-state.js';
import { shownFinding } from './ranked.js';
import { useOpinions } from './use-analyses.js';
import './heat-map-layer.css';

interface HeatMapLayerProps {
  readonly studyId: number;
  readonly SOPInstanceUID: string;
  readonly placement: Placement;
  /** The store id of an instance of this study. */
  readonly instanceOf: (SOPInstanceUID: string) => number | undefined;
}

/** The heat map of the chosen finding over its film, where it lies now; nothing while heat maps are off. */
export function HeatMapLayer({ studyId, SOPInstanceUID, placement, instanceOf }: HeatMapLayerProps) {
  const { t } = useTranslation('analyse');
  const { heatMapOpacity } = useSettings().analyse;
  const { heatMapOn, finding, weights } = useOpinionState();
  const opinions = useOpinions(studyId, SOPInstanceUID);
  const opinion = opinions?.find(({ weightsSha256 }) => weightsSha256 === weights) ?? opinions?.[0];
  const result = opinion?.result;
  const shown = result ? shownFinding(result, finding) : undefined;
  const object = result?.objects.find(({ kind }) => kind === 'heat-maps')?.SOPInstanceUID;
  const instanceId = object === undefined ? undefined : instanceOf(object);
  const maps = useQuery({
    queryKey: ['heat maps', instanceId],
    enabled: heatMapOn && instanceId !== undefined,
    queryFn: async (): Promise<HeatMapFrames | null> => {
      const answer = await fetch(`tynys://app/object/${instanceId}`);
      return readHeatMaps(new Uint8Array(await answer.arrayBuffer())) ?? null;
    },
  }).data;
  const frame = shown && result ? result.findings.indexOf(shown) : -1;

  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = maps ? heatImage(maps, frame) : undefined;
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || !image) return;
    canvas.current.width = image.width;
    canvas.current.height = image.height;
    context.putImageData(image, 0, 0);
  }, [maps, frame]);

  if (!heatMapOn || !maps || !shown) return null;
  const { origin, perColumn, perRow, Rows, Columns } = placement;
  const acrossX = Columns / maps.Columns;
  const downY = Rows / maps.Rows;
  const matrix = [
    perColumn[0] * acrossX,
    perColumn[1] * acrossX,
    perRow[0] * downY,
    perRow[1] * downY,
    origin[0],
    origin[1],
  ];
  return (
    <div className="heat-map" data-testid="heat-map" data-finding={shown.label}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('heatMapOf', { finding: findingName(t, shown.label) })}
        style={{ transform: `matrix(${matrix.join(',')})`, opacity: heatMapOpacity }}
      />
      <p>{t('heatMapOf', { finding: findingName(t, shown.label) })}</p>
    </div>
  );
}
