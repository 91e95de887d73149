import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isPlainFilm } from '../../domain/dicom/index.js';
import type { Placement } from '../ui/index.js';
import { FormPanel } from './form-panel.js';
import { ZonesLayer } from './zones-layer.js';

interface Film {
  readonly studyId: number;
  readonly Modality: string;
  readonly SOPInstanceUID: string | undefined;
}

/** Readers' forms for whoever shows films: a panel beside them, and the zones of a score over them. */
export function useFormSlot() {
  const { t } = useTranslation('read');
  return {
    name: 'form',
    label: t('title'),
    render: ({ studyId, Modality, SOPInstanceUID }: Film): ReactNode =>
      isPlainFilm(Modality) ? <FormPanel studyId={studyId} SOPInstanceUID={SOPInstanceUID} /> : null,
    over: (
      { studyId, SOPInstanceUID }: { readonly studyId: number; readonly SOPInstanceUID: string },
      placement: Placement,
      instanceOf: (SOPInstanceUID: string) => number | undefined,
    ): ReactNode => (
      <ZonesLayer
        studyId={studyId}
        SOPInstanceUID={SOPInstanceUID}
        placement={placement}
        instanceOf={instanceOf}
      />
    ),
  } as const;
}
