import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput, useFormat } from '../ui/index.js';
import { dayBefore, withFilter } from './study-filter.js';
import { ask, useWorklistState } from './worklist-state.js';

function setRange(from: string, to: string): void {
  const { filters } = useWorklistState.getState();
  ask({ filters: withFilter(withFilter(filters, 'StudyDateFrom', from), 'StudyDateTo', to) });
}

/** A range of days, with the ones most asked for one click away. */
export function DateFilter({ label }: { readonly label: string }) {
  const { t } = useTranslation('worklist');
  const f = useFormat();
  const [opened, setOpened] = useState(false);
  const from = useWorklistState((state) => state.filters.StudyDateFrom ?? '');
  const to = useWorklistState((state) => state.filters.StudyDateTo ?? '');

  const summary = (): string => {
    if (from === '' && to === '') return t('anyDate');
    if (from === to) return f.date(from);
    if (to === '') return t('dateSince', { date: f.date(from) });
    if (from === '') return t('dateUntil', { date: f.date(to) });
    return `${f.date(from)} – ${f.date(to)}`;
  };
  const lately = (days: number): void => {
    const today = new Date();
    setRange(dayBefore(today, days), days === 0 ? dayBefore(today, 0) : '');
    setOpened(false);
  };

  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" shadow="lg">
      <Popover.Target>
        <button
          type="button"
          className="truncate"
          aria-label={`${label}: ${summary()}`}
          data-set={from !== '' || to !== '' || undefined}
          onClick={() => setOpened(!opened)}
        >
          {summary()}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="date-filter">
        <div>
          <DayInput label={t('dateFrom')} value={from} onChange={(DA) => setRange(DA, to)} />
          <DayInput label={t('dateTo')} value={to} onChange={(DA) => setRange(from, DA)} />
        </div>
        <div>
          <Button variant="default" size="compact-xs" onClick={() => lately(0)}>
            {t('today')}
          </Button>
          {[7, 30].map((days) => (
            <Button key={days} variant="default" size="compact-xs" onClick={() => lately(days)}>
              {t('lastDays', { count: days })}
            </Button>
          ))}
          <Button variant="default" size="compact-xs" onClick={() => lately(365)}>
            {t('lastYear')}
          </Button>
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              setRange('', '');
              setOpened(false);
            }}
          >
            {t('anyDate')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
