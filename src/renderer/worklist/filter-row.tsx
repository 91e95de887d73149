import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reportStates } from '../../domain/report/index.js';
import { toDateHead, withDashes } from '../ui/index.js';
import { type Column, columns } from './columns.js';
import { DateFilter } from './date-filter.js';
import { type Filters, modalities, withFilter } from './study-filter.js';
import { ask, useWorklistState } from './worklist-state.js';

/** One filter under each heading. */
export const FilterRow = memo(function FilterRow() {
  const { t } = useTranslation('worklist');
  return (
    <div role="row" aria-rowindex={2} className="filter-row">
      {columns.map((column) => (
        <div key={column.key} role="gridcell" aria-label={t('filterBy', { column: t(column.label) })}>
          <ColumnFilter column={column} />
        </div>
      ))}
    </div>
  );
});

function setFilter(key: keyof Filters, value: string): void {
  ask({ filters: withFilter(useWorklistState.getState().filters, key, value) });
}

function ColumnFilter({ column }: { readonly column: Column }): ReactNode {
  const { t } = useTranslation(['worklist', 'common', 'report']);
  const label = t('filterBy', { column: t(column.label) });
  switch (column.key) {
    case 'PatientName':
    case 'PatientID':
    case 'StudyDescription':
    case 'source':
      return <TextFilter name={column.key} label={label} />;
    case 'PatientBirthDate':
      return <BirthDateFilter label={label} />;
    case 'StudyDate':
      return <DateFilter label={label} />;
    case 'PatientSex':
      return (
        <ChoiceFilter
          name="PatientSex"
          label={label}
          choices={[
            ['', t('any')],
            ...(['F', 'M', 'O'] as const).map((sex) => [sex, t(`common:sex_${sex}`)] as const),
          ]}
        />
      );
    case 'ModalitiesInStudy':
      return (
        <ChoiceFilter
          name="Modality"
          label={label}
          choices={modalities.map((modality) => [modality, modality === '' ? t('any') : modality] as const)}
        />
      );
    case 'reportState':
      return <StateFilter label={label} />;
    case 'NumberOfStudyRelatedInstances':
      return null;
  }
}

interface FilterProps {
  readonly name: keyof Filters;
  readonly label: string;
}

function TextFilter({ name, label }: FilterProps) {
  const value = useWorklistState((state) => state.filters[name] ?? '');
  return (
    <input
      type="text"
      aria-label={label}
      value={value}
      maxLength={200}
      spellCheck={false}
      onChange={(event) => setFilter(name, event.currentTarget.value)}
    />
  );
}

/** Takes a year, or more of the date. */
function BirthDateFilter({ label }: { readonly label: string }) {
  const value = useWorklistState((state) => state.filters.PatientBirthDate ?? '');
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label={label}
      value={withDashes(value)}
      maxLength={10}
      onChange={(event) => setFilter('PatientBirthDate', toDateHead(event.currentTarget.value))}
    />
  );
}

/** New ones are those of the unread that nobody has opened: a filter of its own under the same heading. */
function StateFilter({ label }: { readonly label: string }) {
  const { t } = useTranslation(['worklist', 'report']);
  const value = useWorklistState(({ filters }) =>
    filters.state === 'new' ? 'new' : (filters.reportState ?? ''),
  );
  const choose = (chosen: string): void => {
    const { state: _, reportState: __, ...others } = useWorklistState.getState().filters;
    ask({ filters: withFilter(others, chosen === 'new' ? 'state' : 'reportState', chosen) });
  };
  return (
    <Choice
      label={label}
      value={value}
      onChoose={choose}
      choices={[
        ['', t('any')],
        ['new', t('state_new')],
        ...reportStates.map((state) => [state, t(`report:state_${state}`)] as const),
      ]}
    />
  );
}

type Choices = readonly (readonly [value: string, text: string])[];

interface ChoiceFilterProps extends FilterProps {
  readonly choices: Choices;
}

function ChoiceFilter({ name, label, choices }: ChoiceFilterProps) {
  const value = useWorklistState((state) => state.filters[name] ?? '');
  return (
    <Choice label={label} value={value} onChoose={(chosen) => setFilter(name, chosen)} choices={choices} />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly choices: Choices;
}

function Choice({ label, value, onChoose, choices }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      data-set={value !== '' || undefined}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  );
}
