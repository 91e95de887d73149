import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Language } from '../../contract/index.js';
import { changeSettings, languageNames, requestOptions, useSettings } from '../ui/index.js';

/** How reports of this workplace begin, and what of a site's own templates cannot be used. */
export function ReportSettings() {
  const { t } = useTranslation('report');
  const { report } = useSettings();
  const templates = useQuery(requestOptions('report:templates')).data ?? [];
  const change = (part: Partial<typeof report>): void =>
    void changeSettings({ report: { ...report, ...part } });
  return (
    <>
      <section>
        <div>
          <h2>{t('settingsLanguage')}</h2>
          <p>{t('settingsLanguageText')}</p>
          {templates.map(
            (entry) =>
              !entry.ok && (
                <div key={entry.file} className="detail">
                  {t('templateProblem', entry)}
                </div>
              ),
          )}
        </div>
        <NativeSelect
          aria-label={t('settingsLanguage')}
          value={report.language ?? ''}
          data={[
            { value: '', label: t('asWindow') },
            ...Language.options.map((value) => ({ value, label: languageNames[value] })),
          ]}
          onChange={(event) =>
            change({ language: Language.safeParse(event.currentTarget.value).data ?? null })
          }
        />
      </section>
      <section>
        <div>
          <h2>{t('settingsInstitution')}</h2>
          <p>{t('settingsInstitutionText')}</p>
        </div>
        <TextInput
          aria-label={t('settingsInstitution')}
          maxLength={64}
          defaultValue={report.institution}
          onBlur={(event) => change({ institution: event.currentTarget.value.trim() })}
        />
      </section>
    </>
  );
}
