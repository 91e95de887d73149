import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { askForStudy, useDrawings } from './drawings.js';

interface AnnotationPanelProps {
  readonly studyId: number;
  readonly onShow: (SOPInstanceUID: string, frame: number) => void;
}

/** Everything that is drawn on the films of a study. */
export function AnnotationPanel({ studyId, onShow }: AnnotationPanelProps) {
  const { t } = useTranslation('annotate');
  const { drawing, studyOf } = useDrawings();
  useEffect(() => askForStudy(studyId), [studyId]);
  const own = [...drawing.values()].filter((each) => studyOf.get(each.SOPInstanceUID) === studyId);
  return (
    <aside className="annotation-panel" aria-label={t('tab')} data-testid="annotation-panel">
      {own.length === 0 && <p>{t('none')}</p>}
      <ul>
        {own.map(({ id, kind, SOPInstanceUID, frame }) => (
          <li key={id}>
            <button type="button" onClick={() => onShow(SOPInstanceUID, frame)}>
              {t(`kind.${kind}`)}
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
