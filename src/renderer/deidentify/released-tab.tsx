import { Button, Checkbox } from '@mantine/core';
import { IconDownload, IconEye, IconFolderShare, IconShieldCheck } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseRecord } from '../../contract/index.js';
import {
  Dialog,
  FailureMessage,
  IconAction,
  Message,
  request,
  useFailureText,
  useFormat,
  usePagedList,
} from '../ui/index.js';
import './released-tab.css';

/** A released object on its own, from its own bytes. */
export type RenderReleased = (object: `released/${number}`) => ReactNode;

const ROW_HEIGHT_PX = 32;

/** The release record: what left, when, by whom and under which profile; files and record can be taken out. */
export function ReleasedTab({ renderReleased }: { readonly renderReleased: RenderReleased }) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const failureText = useFailureText();
  const scroller = useRef<HTMLDivElement>(null);
  const list = usePagedList({
    scroller,
    rowHeightPx: ROW_HEIGHT_PX,
    headHeightPx: ROW_HEIGHT_PX,
    channel: 'deidentify:releases',
    input: {},
  });
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<ReleaseRecord>();
  const [notice, setNotice] = useState('');

  const told = async (work: () => Promise<string>): Promise<void> => {
    try {
      setNotice(await work());
    } catch (error) {
      setNotice(failureText(error));
    }
  };
  const exportRecord = (format: 'csv' | 'json'): Promise<void> =>
    told(async () =>
      (await request('deidentify:export-records', { format })) === null ? '' : t('exported'),
    );
  const exportFiles = (): Promise<void> =>
    told(async () => {
      const recordIds = chosen.size > 0 ? [...chosen] : await allRecordIds();
      const answer = await request('deidentify:export-released', { recordIds });
      return answer === null
        ? ''
        : t('exportedFiles', { count: answer.files, formatted: f.number(answer.files) });
    });
  const choose = (id: number): void =>
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  if (list.error !== null) return <FailureMessage error={list.error} onRetry={list.retry} />;
  if (list.total === 0)
    return (
      <Message icon={<IconShieldCheck />} title={t('releasesEmptyTitle')} text={t('releasesEmptyText')} />
    );
  return (
    <div className="released">
      <header>
        <span className="count">
          {list.total !== null && t('releasesCount', { count: list.total, formatted: f.number(list.total) })}
        </span>
        <span role="status">{notice}</span>
        <Button leftSection={<IconFolderShare size={14} />} onClick={() => void exportFiles()}>
          {t('exportFiles')}
        </Button>
        {(['csv', 'json'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => void exportRecord(format)}
          >
            {t(format === 'csv' ? 'exportCsv' : 'exportJson')}
          </Button>
        ))}
      </header>
      <div
        ref={scroller}
        className="release-rows"
        role="table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={t('releases')}
        aria-rowcount={(list.total ?? 0) + 1}
      >
        <div role="rowgroup">
          <div role="row" className="release-head">
            <span role="columnheader" aria-label={t('exportFiles')} />
            {columns.map((column) => (
              <span role="columnheader" key={column}>
                {t(column)}
              </span>
            ))}
            <span role="columnheader" aria-label={t('openReleased')} />
          </div>
        </div>
        <div role="rowgroup" style={{ height: list.virtualizer.getTotalSize(), position: 'relative' }}>
          {list.virtualizer.getVirtualItems().map(({ index, start }) => {
            const record = list.rowAt(index);
            return (
              <div
                key={index}
                role="row"
                className="release-row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start - ROW_HEIGHT_PX}px)` }}
                onDoubleClick={() => setOpened(record)}
              >
                {record !== undefined && (
                  <Cells
                    record={record}
                    chosen={chosen.has(record.id)}
                    onChoose={() => choose(record.id)}
                    onOpen={() => setOpened(record)}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <Dialog
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={`${t('releasedTitle')} · ${opened?.PatientID ?? ''}`}
        fullScreen
        transitionProps={{ duration: 0 }}
      >
        {opened !== undefined && (
          <div className="released-picture">{renderReleased(`released/${opened.id}`)}</div>
        )}
      </Dialog>
    </div>
  );
}

const columns = [
  'releasedAt',
  'releasedBy',
  'pseudonym',
  'modality',
  'profile',
  'approval',
  'masked',
  'changedCount',
  'size',
  'hash',
] as const;

interface CellsProps {
  readonly record: ReleaseRecord;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}

function Cells({ record, chosen, onChoose, onOpen }: CellsProps) {
  const { t } = useTranslation('deidentify');
  const f = useFormat();
  const values: Readonly<Record<(typeof columns)[number], string>> = {
    releasedAt: f.dateTime(record.releasedAt),
    releasedBy: record.releasedBy,
    pseudonym: record.PatientID,
    modality: record.Modality,
    profile: `${record.profile.name} ${record.profile.version}`,
    approval: t(`approval_${record.approval}`),
    masked: f.number(record.boxes),
    changedCount: f.number(record.changed),
    size: f.bytes(record.bytes),
    hash: record.sha256,
  };
  return (
    <>
      <span role="cell">
        <Checkbox
          aria-label={`${t('exportFiles')} ${record.PatientID}`}
          checked={chosen}
          onChange={onChoose}
        />
      </span>
      {columns.map((column) => (
        <span role="cell" key={column} className={`truncate selectable ${column}`} title={values[column]}>
          {values[column]}
        </span>
      ))}
      <span role="cell">
        <IconAction size="sm" label={t('openReleased')} icon={<IconEye size={15} />} onClick={onOpen} />
      </span>
    </>
  );
}

async function allRecordIds(): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const { rows, total } = await request('deidentify:releases', { offset: ids.length, limit: 1000 });
    ids.push(...rows.map(({ id }) => id));
    if (ids.length >= total || rows.length === 0) return ids;
  }
}
