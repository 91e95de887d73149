import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import { useStages } from '../screen/use-stages.js';
import { closeStage } from '../stage/cornerstone.js';
import type { Stage } from '../stage/stage.js';
import { type ComparedStack, ComparisonPane } from './comparison-pane.js';
import './comparison.css';

const nothing = (): undefined => undefined;

/** A released object on its own, by the identity that its own bytes give. */
export function ReleasedPicture({ object }: { readonly object: `released/${number}` }) {
  const { t } = useTranslation('view');
  const grid = useRef<HTMLDivElement>(null);
  const { stages, onStage } = useStages<ComparedStack>(grid, 1);
  const stage = stages[0];
  const header = useQuery({
    queryKey: ['view:header', object],
    queryFn: () => reader().ask({ kind: 'header', object }, priorities.visible),
    retry: false,
  });
  const frames = header.isPending ? undefined : Math.max(1, header.data?.layout.NumberOfFrames ?? 1);
  useEffect(() => closeStage, []);
  useEffect(() => {
    if (stage === undefined || frames === undefined) return;
    const films = Array.from({ length: frames }, (_, frame) => ({ object, frame, accepts: () => true }));
    void stage.show({ films }, 0);
  }, [stage, object, frames]);

  const identity = header.data?.identity;
  const alone = useCallback((): Stage<ComparedStack>[] => (stage === undefined ? [] : [stage]), [stage]);
  return (
    <div ref={grid} className="comparison" data-shown="released">
      <ComparisonPane
        side="released"
        title={identity === undefined ? t('loading') : identity.PatientName || identity.PatientID}
        hidden={false}
        position={0}
        onStage={onStage}
        onState={nothing}
        onFrame={nothing}
        together={alone}
        overlay={nothing}
      />
    </div>
  );
}
