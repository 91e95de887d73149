import { SegmentedControl } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Agreement, agreementOf, regionAgreement, wordsIn } from '../../domain/read/index.js';
import { Dialog, requestOptions, useFormat } from '../ui/index.js';
import './agreement-dialog.css';

interface AgreementDialogProps {
  /** Undefined: closed. */
  readonly studyIds: readonly number[] | undefined;
  readonly onClose: () => void;
}

/** How far readers agree, over the studies that are asked for or over all that more than one of them read. */
export function AgreementDialog({ studyIds, onClose }: AgreementDialogProps) {
  const { t } = useTranslation('read');
  const [all, setAll] = useState(false);
  return (
    <Dialog opened={studyIds !== undefined} onClose={onClose} title={t('agreement')} size="lg">
      {studyIds !== undefined && (
        <div className="agreement" data-testid="agreement">
          <SegmentedControl
            aria-label={t('scope')}
            value={all ? 'all' : 'chosen'}
            onChange={(value) => setAll(value === 'all')}
            data={[
              { value: 'chosen', label: t('scopeChosen', { count: studyIds.length }) },
              { value: 'all', label: t('scopeAll') },
            ]}
          />
          <AgreementTable studyIds={all ? null : [...studyIds]} />
          <RegionTable studyIds={studyIds} />
        </div>
      )}
    </Dialog>
  );
}

function AgreementTable({ studyIds }: { readonly studyIds: number[] | null }) {
  const { t } = useTranslation('read');
  const readings = useQuery(requestOptions('read:of-studies', { studyIds })).data;
  if (readings === undefined) return null;
  // Versions of one template share their questions; the newest has the words.
  const newest = Object.values(readings.templates).toSorted((a, b) => b.version - a.version);
  const tables = newest.filter(({ name }, at) => newest.findIndex((each) => each.name === name) === at);
  const rows = tables.flatMap((template) => agreementOf(template, readings.readings));
  if (rows.length === 0) return <p>{t('noAgreement')}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{t('question')}</th>
          <th>{t('subjects')}</th>
          <th>{t('observed')}</th>
          <th>{t('kappa')}</th>
          <th>{t('scoreDifference')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.question?.id ?? 'all'} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row: { question, method, kappa, scoreDifference } }: { readonly row: Agreement }) {
  const { t, i18n } = useTranslation('read');
  const f = useFormat();
  const twoPlaces = (value: number): string => f.number(Math.round(value * 100) / 100);
  return (
    <tr data-testid={`agreement-${question?.id ?? 'all'}`}>
      <th scope="row">{question ? wordsIn(question.words, i18n.language) : t('allFindings')}</th>
      <td className="figures">{kappa.subjects}</td>
      <td className="figures">{f.percent(kappa.observed)}</td>
      <td className="figures" title={t(`method_${method}`)}>
        {/* Where all ratings are alike, chance explains them as well. */}
        {kappa.kappa === undefined ? t('undefinedKappa') : twoPlaces(kappa.kappa)}
      </td>
      <td className="figures">{scoreDifference === undefined ? '' : twoPlaces(scoreDifference)}</td>
    </tr>
  );
}

/** How far regions that two readers drew cover each other; nothing where nobody drew one that another drew too. */
function RegionTable({ studyIds }: { readonly studyIds: readonly number[] }) {
  const { t } = useTranslation('read');
  const f = useFormat();
  const drawn = useQueries({
    queries: studyIds.map((studyId) => requestOptions('annotate:of-study', { studyId })),
  }).flatMap(({ data }) => data ?? []);
  const rows = regionAgreement(drawn);
  if (rows.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th>{t('region')}</th>
          <th>{t('readers')}</th>
          <th>{t('dice')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ SOPInstanceUID, frame, label, authors, dice }) => (
          <tr key={[SOPInstanceUID, frame, label, ...authors].join('\n')}>
            <th scope="row">{label || t('noLabel')}</th>
            <td>{authors.join(', ')}</td>
            <td className="figures">{f.number(Math.round(dice * 100) / 100)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
