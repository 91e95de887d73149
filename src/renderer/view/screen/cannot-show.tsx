import { IconFileText, IconPhotoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReportNode } from '../read/report.js';
import type { StageState } from '../stage/stage-state.js';
import { useReasonText } from './reason-text.js';
import './cannot-show.css';

/** In place of a picture: why there is none, with the technical detail on demand, or the text of a report. */
export function CannotShowPanel({ state }: { readonly state: Pick<StageState, 'reason' | 'report'> }) {
  const { t } = useTranslation('view');
  const reasonText = useReasonText();
  const { reason, report } = state;
  if (!reason) return null;
  if (report) {
    return (
      <div className="report selectable" role="document" aria-label={t('report')}>
        <p className="report-note">{t('reportNote')}</p>
        <ReportList nodes={report.nodes} />
      </div>
    );
  }
  const { title, text } = reasonText(reason.code);
  const isDocument = reason.code === 'not-an-image' || reason.code === 'document';
  return (
    <div className="cannot-show" role="status">
      {isDocument ? (
        <IconFileText size={34} stroke={1.25} aria-hidden />
      ) : (
        <IconPhotoOff size={34} stroke={1.25} aria-hidden />
      )}
      <h2>{title}</h2>
      <p>{text}</p>
      <details>
        <summary>{t('detail')}</summary>
        <code className="selectable">{reason.detail}</code>
      </details>
    </div>
  );
}

function ReportList({ nodes }: { readonly nodes: readonly ReportNode[] }) {
  return (
    <ul>
      {nodes.map((node, index) => (
        // A report is read, not edited: the position of an item is its identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index}>
          {node.name && <b>{node.name}</b>} {node.value && <span>{node.value}</span>}
          {node.children.length > 0 && <ReportList nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}
