import { Button, Kbd, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.js';
import { ask, clearSearch, useWorklistState } from './worklist-state.js';

interface SearchBarProps {
  readonly count: number | null;
  readonly searching: boolean;
  /** Where the arrow key leads from the search. */
  readonly list: RefObject<HTMLElement | null>;
}

/** Memoised, as all that stands around the rows: scrolling must draw the rows and nothing else. */
export const SearchBar = memo(function SearchBar({ count, searching, list }: SearchBarProps) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  const text = useWorklistState((state) => state.text);
  const input = useRef<HTMLInputElement>(null);
  const focus = (): void => input.current?.select();
  useHotkeys([['mod+F', focus]], []);
  useHotkeys([['/', focus]]);

  const search = (value: string): void => ask({ text: value });
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') search('');
    else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape')
      list.current?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
  };
  return (
    <div className="search-bar" role="search">
      <TextInput
        ref={input}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={14} />}
        rightSection={text === '' ? <Kbd size="xs">{'/'}</Kbd> : null}
        value={text}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => search(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <span className="count" role="status">
        {count !== null && t('count', { count, formatted: f.number(count) })}
      </span>
      {searching && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={14} />} onClick={clearSearch}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  );
});
