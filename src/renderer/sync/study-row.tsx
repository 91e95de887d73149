import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LinkStatus, SendStudy } from '../../contract/index.js';
import { displayName } from '../../domain/patient/index.js';
import { onTheWay } from '../../domain/sync/index.js';
import { IconAction, request, useFormat } from '../ui/index.js';

interface StudyRowProps {
  readonly study: SendStudy;
  readonly link: LinkStatus | undefined;
}

/** One study on its way: who, how much, how far, and what can be done about it. */
export function StudyRow({ study, link }: StudyRowProps) {
  const f = useFormat();
  return (
    <tr>
      <td>
        {displayName(study.PatientName) || study.PatientID}
        <small>{[f.date(study.StudyDate), study.StudyDescription].filter(Boolean).join(' · ')}</small>
      </td>
      <td>
        {f.bytes(study.bytes)}
        <small>
          {f.number(study.confirmed)} / {f.number(onTheWay(study) + study.confirmed + study.parked)}
        </small>
      </td>
      <td>
        <State study={study} link={link} />
      </td>
      <td>
        <Actions study={study} />
      </td>
    </tr>
  );
}

function State({ study, link }: StudyRowProps) {
  const { t } = useTranslation('sync');
  const f = useFormat();
  if (study.confirmedAt !== null) {
    return (
      <span className="all-there">
        {t('allThere')}
        <small>{f.dateTime(study.confirmedAt)}</small>
      </span>
    );
  }
  const isWaiting = study.waiting > 0 && study.sending === 0;
  const where = study.paused
    ? t('activity_paused')
    : study.sending > 0
      ? t('activity_sending')
      : study.waiting > 0
        ? t('waiting')
        : t('received');
  return (
    <>
      {onTheWay(study) > 0 && where}
      {isWaiting && link?.problem != null && (
        <small className="problem">{t(`problem_${link.problem}`)}</small>
      )}
      {study.reasons.map((reason) => (
        <small key={reason} className="problem">
          {t('parked', { number: f.number(study.parked) })} {t(`reason_${reason}`)}
        </small>
      ))}
    </>
  );
}

function Actions({ study }: { readonly study: SendStudy }) {
  const { t } = useTranslation('sync');
  if (study.confirmedAt !== null) return null;
  const { destinationId, StudyInstanceUID, paused } = study;
  const change = (to: 'pause' | 'resume' | 'retry' | 'first' | 'last' | 'cancel') => (): void => {
    void request('sync:change-study', { destinationId, StudyInstanceUID, change: to });
  };
  return (
    <div className="actions">
      {study.parked > 0 && (
        <IconAction label={t('retry')} icon={<IconRefresh size={15} />} onClick={change('retry')} />
      )}
      {study.waiting > 0 && (
        <>
          <IconAction label={t('first')} icon={<IconArrowBarToUp size={15} />} onClick={change('first')} />
          <IconAction label={t('last')} icon={<IconArrowBarToDown size={15} />} onClick={change('last')} />
          <IconAction
            label={paused ? t('resume') : t('pause')}
            icon={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
            onClick={change(paused ? 'resume' : 'pause')}
          />
        </>
      )}
      {study.waiting + study.parked > 0 && (
        <IconAction label={t('cancel')} icon={<IconX size={15} />} onClick={change('cancel')} />
      )}
    </div>
  );
}
