import { Menu } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCircleCheck, IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReviewItem } from '../../contract/index.js';
import { IconAction, requestOptions, useFormat } from '../ui/index.js';
import { withdraw } from './actions.js';
import { Changes } from './changes.js';
import { nameOf } from './item-texts.js';
import { Places } from './places.js';
import type { Entry } from './review-list.js';
import './item-facts.css';

interface ItemFactsProps {
  readonly entry: Entry;
  /** On the screen now, from 0. */
  readonly frame: number;
  readonly editable: boolean;
}

/** What the reviewer has to know of an image: why it waits, what is masked, what is changed, under which profile. */
export function ItemFacts({ entry, frame, editable }: ItemFactsProps) {
  const { item } = entry;
  return (
    <aside className="item-facts">
      <Heading entry={entry} />
      <Reasons item={item} />
      {item.state !== 'held' && (
        <>
          <Places item={item} frame={frame} editable={editable} />
          <Changes key={item.id} item={item} />
        </>
      )}
    </aside>
  );
}

function Heading({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const { item, study } = entry;
  const profile = useQuery(requestOptions('deidentify:profiles')).data?.find(
    (each) => each.profile.name === item.profile,
  );
  return (
    <header>
      <div>
        <h2 className="truncate selectable">{nameOf(entry) || t('unnamed')}</h2>
        <Menu position="bottom-end">
          <Menu.Target>
            <IconAction size="sm" label={t('more')} icon={<IconDots size={16} />} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void withdraw(item.studyId)}>{t('withdraw')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <p className="truncate selectable">
        {[study?.PatientID, f.date(study?.StudyDate ?? ''), study?.StudyDescription]
          .filter((part) => part !== undefined && part !== '')
          .join(' · ')}
      </p>
      <p className="truncate">
        {item.profile}
        {profile !== undefined && (
          <>
            {' '}
            <span>{t('profileVersion', { version: profile.profile.version })}</span>{' '}
            <code className="selectable" title={profile.hash}>
              {profile.hash.slice(0, 12)}
            </code>
          </>
        )}
      </p>
    </header>
  );
}

function Reasons({ item }: { readonly item: ReviewItem }) {
  const { t } = useTranslation('deidentify');
  if (item.state === 'held') {
    return (
      <section className="reasons held">
        <h3>{t('heldTitle')}</h3>
        <ul>
          <li>
            <IconBan size={15} aria-hidden />
            {item.heldCode !== null && t(`held_${item.heldCode}`)}
          </li>
        </ul>
        <p>{t('heldText')}</p>
      </section>
    );
  }
  if (item.state === 'waiting')
    return (
      <section className="reasons">
        <p>{t('waitingText')}</p>
      </section>
    );
  return (
    <section className="reasons">
      <h3>{t('reasons')}</h3>
      <ul>
        {item.findings.map((code) => (
          <li key={code} className="finding">
            <IconAlertTriangle size={15} aria-hidden />
            {t(`finding_${code}`)}
          </li>
        ))}
        {item.findings.length === 0 && (
          <li className="clean">
            <IconCircleCheck size={15} aria-hidden />
            {t(`check_${item.pixelCheck}`)}
          </li>
        )}
      </ul>
    </section>
  );
}
