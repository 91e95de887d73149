import { IconPhotoQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { requestOptions } from '../ui/index.js';
import { openFilms } from './activity.js';
import './films-indicator.css';

/** Pictures that wait for a person to say whose they are, in the top bar for as long as there are any. */
export function FilmsIndicator() {
  const { t } = useTranslation('import');
  const count = useQuery(requestOptions('import:films')).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" className="top-bar-item films-indicator" onClick={openFilms}>
      <IconPhotoQuestion size={16} stroke={1.75} />
      {t('filmsWaiting', { count })}
    </button>
  );
}
