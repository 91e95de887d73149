import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openStudy } from './navigation.js';
import { useStudyTitle } from './use-study-title.js';

interface StudyMenuProps {
  readonly studyIds: readonly number[];
  /** The study on the screen. */
  readonly currentId: number | null;
}

/** Every open study by name, for when there are more tabs than the bar can show. */
export function StudyMenu({ studyIds, currentId }: StudyMenuProps) {
  const { t } = useTranslation('shell');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className="top-bar-item study-menu"
          aria-label={t('allStudies', { number: studyIds.length })}
        >
          {studyIds.length}
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="study-menu-list">
        <Menu.Label>{t('openStudies')}</Menu.Label>
        {studyIds.map((id) => (
          <StudyMenuItem key={id} studyId={id} current={id === currentId} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function StudyMenuItem({ studyId, current }: { readonly studyId: number; readonly current: boolean }) {
  const { name, date } = useStudyTitle(studyId);
  return (
    <Menu.Item
      aria-current={current ? 'page' : undefined}
      leftSection={<IconCheck size={14} visibility={current ? 'visible' : 'hidden'} aria-hidden />}
      rightSection={<small>{date}</small>}
      onClick={() => openStudy(studyId)}
    >
      {name}
    </Menu.Item>
  );
}
