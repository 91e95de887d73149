import { useViewportSize } from '@mantine/hooks';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnouncedStudy, StudyRow } from '../../contract/index.js';
import { changeSettings, Splitter, useSettings } from '../ui/index.js';
import { OnDiscPanel, type OpenStudy, PatientPanel, type RenderThumbnail } from './patient-panel.js';

const PANEL_MIN_PX = 260;
const PANEL_MAX_SHARE = 0.26;

interface SidePanelProps {
  /** Stored (it has an id) or announced; null while nothing is selected. */
  readonly study: StudyRow | AnnouncedStudy | null;
  readonly renderThumbnail: RenderThumbnail;
  readonly onOpen: OpenStudy;
  readonly onRelease: (studyIds: readonly number[]) => void;
}

/** The patient under the cursor, in a pane whose width is remembered. */
export const SidePanel = memo(function SidePanel(props: SidePanelProps) {
  const { study, renderThumbnail, onOpen, onRelease } = props;
  const { t } = useTranslation('worklist');
  const worklist = useSettings().worklist;
  const { width: windowWidth } = useViewportSize();
  const [dragged, setDragged] = useState<number | null>(null);
  const max = Math.max(PANEL_MIN_PX, Math.round((windowWidth || 1280) * PANEL_MAX_SHARE));
  const width = Math.min(max, Math.max(PANEL_MIN_PX, dragged ?? worklist.sidePanelWidth));
  return (
    <>
      <Splitter
        label={t('panelWidth')}
        value={width}
        min={PANEL_MIN_PX}
        max={max}
        onChange={setDragged}
        onCommit={(sidePanelWidth) => void changeSettings({ worklist: { ...worklist, sidePanelWidth } })}
      />
      <div className="side-panel" style={{ width }}>
        {study === null && <p className="nothing-selected">{t('nothingSelected')}</p>}
        {study !== null && !('id' in study) && <OnDiscPanel study={study} />}
        {study !== null && 'id' in study && (
          <PatientPanel
            study={study}
            renderThumbnail={renderThumbnail}
            onOpen={onOpen}
            onRelease={onRelease}
          />
        )}
      </div>
    </>
  );
});
