import type { ReactNode } from 'react';
import { isPlainFilm } from '../../domain/dicom/index.js';
import type { Placement } from '../ui/index.js';
import { HeatMapLayer } from './heat-map-layer.js';
import { OpinionPanel } from './opinion-panel.js';
import { toggleHeatMap, useOpinionState } from './opinion-state.js';

interface Film {
  readonly studyId: number;
  readonly patientId: number;
  readonly Modality: string;
  readonly SOPInstanceUID: string | undefined;
}

/** Second opinions for whoever shows films: a panel beside them, and heat maps over them. */
export function useOpinionSlot(onCourse: (patientId: number) => void) {
  const { heatMapOn, onlyPane } = useOpinionState();
  return {
    heatMapOn,
    onlyPane,
    toggleHeatMap,
    compare: (pane: number | null) =>
      useOpinionState.setState({ onlyPane: pane, ...(pane === null ? {} : { heatMapOn: true }) }),
    beside: ({ studyId, patientId, Modality, SOPInstanceUID }: Film): ReactNode =>
      isPlainFilm(Modality) ? (
        <OpinionPanel
          studyId={studyId}
          SOPInstanceUID={SOPInstanceUID}
          onCourse={() => onCourse(patientId)}
        />
      ) : null,
    over: (
      { studyId, SOPInstanceUID }: { readonly studyId: number; readonly SOPInstanceUID: string },
      placement: Placement,
      instanceOf: (SOPInstanceUID: string) => number | undefined,
    ): ReactNode => (
      <HeatMapLayer
        studyId={studyId}
        SOPInstanceUID={SOPInstanceUID}
        placement={placement}
        instanceOf={instanceOf}
      />
    ),
  };
}
