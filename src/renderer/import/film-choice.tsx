import { Button } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WaitingFilm } from '../../contract/index.js';
import { requestOptions, useFormat } from '../ui/index.js';

interface FilmChoiceProps {
  readonly films: readonly WaitingFilm[];
  readonly chosen: ReadonlySet<number>;
  readonly onChange: (chosen: ReadonlySet<number>) => void;
}

/** The waiting films, to be picked by what they show. */
export function FilmChoice({ films, chosen, onChange }: FilmChoiceProps) {
  const { t } = useTranslation('import');
  const toggle = (id: number): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <section className="film-choice" aria-label={t('films')}>
      <header>
        <h3>{t('thePatientFilms', { count: films.length })}</h3>
        <span>{chosen.size > 0 && t('filmSelected', { count: chosen.size })}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => onChange(new Set(films.map((film) => film.id)))}
        >
          {t('selectAll')}
        </Button>
      </header>
      <div className="film-grid">
        {films.map((film) => (
          <Film key={film.id} film={film} chosen={chosen.has(film.id)} onToggle={() => toggle(film.id)} />
        ))}
      </div>
    </section>
  );
}

interface FilmProps {
  readonly film: WaitingFilm;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}

function Film({ film, chosen, onToggle }: FilmProps) {
  const { t } = useTranslation('import');
  const f = useFormat();
  const preview = useQuery(requestOptions('import:film-preview', { filmId: film.id }));
  const size =
    film.columns === null || film.rows === null
      ? f.bytes(film.bytes)
      : t('pixels', { columns: film.columns, rows: film.rows });
  return (
    <button type="button" className="film" aria-pressed={chosen} title={film.file} onClick={onToggle}>
      <span className="film-picture">
        {typeof preview.data === 'string' ? (
          <img src={preview.data} alt="" />
        ) : (
          !preview.isPending && <IconPhotoOff size={22} aria-label={t('noPreview')} />
        )}
      </span>
      <span className="truncate">{film.file.split(/[\\/]/).at(-1)}</span>
      <small>
        {size}
        {film.bits !== null && ` · ${t('bits', { bits: film.bits })}`}
      </small>
    </button>
  );
}
