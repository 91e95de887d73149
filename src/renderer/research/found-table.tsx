import { useTranslation } from 'react-i18next';
import type { FoundStudy } from '../../contract/index.js';
import { useFormat } from '../ui/index.js';
import { VoiceBadges } from './voice-badges.js';

interface FoundTableProps {
  readonly rows: readonly FoundStudy[];
  readonly chosen: string | null;
  readonly onChoose: (StudyInstanceUID: string) => void;
  readonly onOpen: (StudyInstanceUID: string) => void;
}

const columns = ['date', 'patient', 'sex', 'age', 'modality', 'description', 'site', 'findings'] as const;

/** Studies that were found, a row each. */
export function FoundTable({ rows, chosen, onChoose, onOpen }: FoundTableProps) {
  const { t } = useTranslation('research');
  const f = useFormat();
  return (
    <table className="research-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(`column_${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((study) => (
          <tr
            key={study.StudyInstanceUID}
            data-chosen={study.StudyInstanceUID === chosen}
            onClick={() => onChoose(study.StudyInstanceUID)}
            onDoubleClick={() => onOpen(study.StudyInstanceUID)}
          >
            <td>{f.date(study.StudyDate)}</td>
            <td>
              <button
                type="button"
                className="research-pick"
                aria-pressed={study.StudyInstanceUID === chosen}
                onClick={() => onChoose(study.StudyInstanceUID)}
              >
                {study.PatientID}
              </button>
            </td>
            <td>{study.PatientSex}</td>
            <td>{study.PatientAge}</td>
            <td>{study.modalities.join(' ')}</td>
            <td>{study.StudyDescription}</td>
            <td className="truncate">{study.site}</td>
            <td>
              <VoiceBadges findings={study.findings} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
