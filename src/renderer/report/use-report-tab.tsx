import { useTranslation } from 'react-i18next';
import { ReportPanel, type ReportPanelProps } from './report-panel.js';

type Where = Omit<ReportPanelProps, 'studyId'> & { readonly studyId: number | null };

/**
 * The report for whoever shows films: a panel beside them, about the study that is in front, also where a film of an
 * earlier one is looked at.
 */
export function useReportTab({ studyId, ...rest }: Where) {
  const { t } = useTranslation('report');
  return {
    name: 'report',
    label: t('title'),
    render: () => (studyId === null ? null : <ReportPanel key={studyId} studyId={studyId} {...rest} />),
  } as const;
}
