import { useTranslation } from 'react-i18next';
import type { BesideName, BesideTab, LookedAtFilm } from './slots.js';
import './beside.css';

interface BesideProps {
  readonly tabs: readonly BesideTab[];
  readonly open: BesideName;
  readonly film: LookedAtFilm;
  readonly onOpen: (name: BesideName) => void;
}

/** What others have to say of the film that is looked at, a tab each; no room is taken where nothing is said. */
export function Beside({ tabs, open, film, onOpen }: BesideProps) {
  const { t } = useTranslation('view');
  const content = tabs.find(({ name }) => name === open)?.render(film);
  if (!content) return null;
  return (
    <div className="beside">
      <div className="beside-tabs" role="tablist" aria-label={t('beside')}>
        {tabs.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`beside-tab-${name}`}
            aria-selected={name === open}
            aria-controls="beside-panel"
            data-testid={`beside-${name}`}
            onClick={() => onOpen(name)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="beside-panel" id="beside-panel" role="tabpanel" aria-labelledby={`beside-tab-${open}`}>
        {content}
      </div>
    </div>
  );
}
