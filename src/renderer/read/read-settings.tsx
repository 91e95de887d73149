import { Autocomplete, NativeSelect, NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordsIn } from '../../domain/read/index.js';
import { changeSettings, queryClient, requestOptions, useSettings } from '../ui/index.js';

/** Who reads, with which form, and whether readers see each other's. */
export function ReadSettings() {
  const { t, i18n } = useTranslation('read');
  const { read } = useSettings();
  const entries = useQuery(requestOptions('read:templates')).data ?? [];
  const change = (part: Partial<typeof read>): void =>
    void changeSettings({ read: { ...read, ...part } }).then(() => {
      // What this reader may see is another matter now.
      void queryClient.invalidateQueries({ queryKey: ['read:of-studies'] });
      void queryClient.invalidateQueries({ queryKey: ['read:readers'] });
    });
  return (
    <>
      <section>
        <div>
          <h2>{t('settingsReader')}</h2>
          <p>{t('settingsReaderText')}</p>
        </div>
        <ReaderName onChange={(reader) => change({ reader })} />
      </section>
      <section>
        <div>
          <h2>{t('settingsBlinded')}</h2>
          <p>{t('settingsBlindedText')}</p>
        </div>
        <Switch
          aria-label={t('settingsBlinded')}
          checked={read.blinded}
          onChange={(event) => change({ blinded: event.currentTarget.checked })}
        />
      </section>
      <section>
        <div>
          <h2>{t('settingsReaders')}</h2>
          <p>{t('settingsReadersText')}</p>
        </div>
        <NumberInput
          aria-label={t('settingsReaders')}
          w="5rem"
          min={2}
          max={9}
          clampBehavior="strict"
          allowDecimal={false}
          value={read.readers}
          onChange={(readers) => typeof readers === 'number' && change({ readers })}
        />
      </section>
      <section>
        <div>
          <h2>{t('settingsTemplate')}</h2>
          <p>{t('settingsTemplateText')}</p>
          {entries.map(
            (entry) =>
              !entry.ok && (
                <p key={entry.file} role="status" className="selectable">
                  {t('templateProblem', { file: entry.file, problem: entry.problem })}
                </p>
              ),
          )}
        </div>
        <NativeSelect
          aria-label={t('settingsTemplate')}
          value={read.template}
          onChange={(event) => change({ template: event.currentTarget.value })}
          data={entries.flatMap((entry) =>
            entry.ok
              ? [{ value: entry.template.name, label: wordsIn(entry.template.words, i18n.language) }]
              : [],
          )}
        />
      </section>
    </>
  );
}

/** A name counts once the hand has left it: half a name is nobody. */
function ReaderName({ onChange }: { readonly onChange: (reader: string) => void }) {
  const { t } = useTranslation('read');
  const readers = useQuery(requestOptions('read:readers')).data;
  const [typed, setTyped] = useState<string>();
  if (readers === undefined) return null;
  const choose = (name: string): void => {
    setTyped(undefined);
    if (name.trim() !== readers.reader) onChange(name.trim());
  };
  return (
    <Autocomplete
      aria-label={t('settingsReader')}
      value={typed ?? readers.reader}
      data={readers.known}
      maxLength={64}
      onChange={setTyped}
      onOptionSubmit={choose}
      onBlur={() => typed !== undefined && choose(typed)}
      onKeyDown={(event) => event.key === 'Enter' && typed !== undefined && choose(typed)}
    />
  );
}
