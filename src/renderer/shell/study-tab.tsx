import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { closeStudy, openStudy } from './navigation.js';
import { useStudyTitle } from './use-study-title.js';

interface StudyTabProps {
  readonly studyId: number;
  readonly current: boolean;
}

/** An open study by its patient and date. */
export function StudyTab({ studyId, current }: StudyTabProps) {
  const { t } = useTranslation('shell');
  const { name, date } = useStudyTitle(studyId);
  const tab = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (current) tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <span ref={tab} className="study-tab" data-current={current || undefined}>
      <button
        type="button"
        className="top-bar-item"
        aria-current={current ? 'page' : undefined}
        title={`${name} ${date}`}
        onClick={() => openStudy(studyId)}
        onAuxClick={(event) => event.button === 1 && closeStudy(studyId)}
      >
        <span className="truncate">{name}</span>
        <small>{date}</small>
      </button>
      <button
        type="button"
        className="study-tab-close"
        aria-label={t('closeStudy', { name })}
        onClick={() => closeStudy(studyId)}
      >
        <IconX size={13} />
      </button>
    </span>
  );
}
