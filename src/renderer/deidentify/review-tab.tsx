import { Button, Kbd } from '@mantine/core';
import { IconChecks, IconPackageExport, IconShieldCheck } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewItem } from '../../contract/index.js';
import { Message } from '../ui/index.js';
import { acceptClean, changeBoxes, decide, redoLast, undoLast } from './actions.js';
import { byHand, dragged, type Place } from './boxes.js';
import { ConfirmRelease } from './confirm-release.js';
import { isDecided } from './history.js';
import { ItemFacts } from './item-facts.js';
import { ItemList, type RenderThumbnail } from './item-list.js';
import {
  type ComparedItem,
  type ComparisonState,
  ItemView,
  type RenderComparison,
  type Side,
} from './item-view.js';
import { Jobs } from './jobs.js';
import { KeysDialog } from './keys-dialog.js';
import { lookOf, nothingSeen } from './look.js';
import type { ReviewCommand } from './review-keys.js';
import { type Entry, entriesOf, filtered, nextUndecided, placeOf, upcomingOf } from './review-list.js';
import { useReview } from './review-state.js';
import { useReviewKeys } from './use-review-keys.js';

interface ReviewTabProps {
  readonly renderComparison: RenderComparison;
  readonly renderThumbnail: RenderThumbnail;
  readonly onWorklist: () => void;
}

/** Read ahead: the next two, whose pictures are then there when their turn comes. */
const READ_AHEAD = 2;
/** A step of Alt+arrow, as a part of the image's longer side. */
const NUDGE = 1 / 200;
/** Everything under review, one image at a time. */
export function ReviewTab({ renderComparison, renderThumbnail, onWorklist }: ReviewTabProps) {
  const { t } = useTranslation('deidentify');
  const { studies, items, filter, cursorId, place: lastPlace, saving } = useReview();
  const all = useMemo(() => entriesOf(studies ?? [], items), [studies, items]);
  const entries = useMemo(() => filtered(all, filter), [all, filter]);
  const place = placeOf(entries, cursorId, lastPlace);
  const entry = entries[place];
  const item = entry?.item;
  const [panes, setPanes] = useState(nothingSeen);
  const [frame, setFrame] = useState(0);
  const [notice, setNotice] = useState('');
  const [help, setHelp] = useState(false);

  const onState = useCallback(
    (side: Side, state: ComparisonState) => setPanes((old) => ({ ...old, [side]: state })),
    [],
  );
  const itemId = item?.id ?? null;
  useEffect(() => {
    if (itemId !== null) useReview.setState({ cursorId: itemId, place });
  }, [itemId, place]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another image is another matter
  useEffect(() => {
    setNotice('');
    useReview.setState({ selectedBox: null });
  }, [itemId]);

  const pictures = entry && picturesOf(entry);
  const isSaving = itemId !== null && saving.includes(itemId);
  const look = pictures === undefined || isSaving ? 'unseen' : lookOf(panes, pictures);
  const editable = item !== undefined && isDecided(item.state);
  const accepted = all.filter((each) => each.item.state === 'accepted').length;
  const clean = all.filter((each) => each.item.state === 'proposed' && each.item.clean).length;

  const show = (at: number): void => {
    const next = entries[Math.min(entries.length - 1, Math.max(0, at))];
    if (next) useReview.setState({ cursorId: next.item.id });
  };
  const say = (text: string): void => setNotice(text);

  const decideOn = (of: ReviewItem, decision: 'accept' | 'reject' | 'reopen'): void => {
    if (decision === 'accept' && of.state !== 'accepted' && look !== 'seen') {
      say(t(look === 'unseen' ? 'notSeen' : 'cannotSee'));
      return;
    }
    const next = nextUndecided(entries, place);
    void decide([of.id], decision);
    if (decision === 'reopen') return;
    if (next === undefined || next === place) say(t('allDecided'));
    else show(next);
  };
  const putBoxes = (boxes: ReviewItem['boxes']): void => {
    if (item && editable) void changeBoxes(item.id, boxes);
  };
  const changePlace = (index: number, to: Place): void =>
    putBoxes(item?.boxes.map((box, at) => (at === index ? byHand(box, to) : box)) ?? []);
  const draw = (to: Place): void => {
    if (!item) return;
    putBoxes([...item.boxes, { ...to, frame: null, source: 'drawn', kind: 'text', confidence: null }]);
    useReview.setState({ drawing: false, selectedBox: item.boxes.length });
    say('');
  };

  const run = (command: ReviewCommand): void => {
    const { selectedBox, drawing } = useReview.getState();
    if (typeof command === 'object') {
      const box = selectedBox === null ? undefined : item?.boxes[selectedBox];
      if (!item || !box || selectedBox === null) return;
      const size = { Rows: item.Rows ?? 0, Columns: item.Columns ?? 0 };
      const step = Math.max(1, Math.round(Math.max(size.Rows, size.Columns) * NUDGE));
      const grip = command.nudge === 'move' ? 'move' : 'se';
      changePlace(selectedBox, dragged(box, grip, [command.by[0] * step, command.by[1] * step], size));
      return;
    }
    const commands: Readonly<Record<Extract<ReviewCommand, string>, () => void>> = {
      accept: () => item && decideOn(item, 'accept'),
      reject: () => item && decideOn(item, 'reject'),
      reopen: () => item && decideOn(item, 'reopen'),
      next: () => show(place + 1),
      previous: () => show(place - 1),
      first: () => show(0),
      last: () => show(entries.length - 1),
      draw: () => {
        if (!editable) return;
        useReview.setState({ drawing: !drawing, selectedBox: null });
        say(drawing ? '' : t('drawHint'));
      },
      'delete-box': () => {
        if (selectedBox === null || !item) return;
        useReview.setState({ selectedBox: null });
        putBoxes(item.boxes.filter((_, at) => at !== selectedBox));
      },
      'toggle-kind': () => {
        if (selectedBox === null || !item) return;
        putBoxes(
          item.boxes.map((box, at) =>
            at === selectedBox ? { ...box, kind: box.kind === 'text' ? 'marker' : 'text' } : box,
          ),
        );
      },
      'next-box': () => {
        const count = item?.boxes.length ?? 0;
        if (count > 0) useReview.setState({ selectedBox: ((selectedBox ?? -1) + 1) % count });
      },
      'toggle-shown': () =>
        useReview.setState(({ shown }) => ({
          shown: shown === 'released' ? 'original' : shown === 'original' ? 'both' : 'released',
        })),
      'accept-clean': () => void acceptClean().then((count) => say(t('acceptedClean', { count }))),
      release: () => {
        if (accepted > 0) useReview.setState({ confirming: true });
      },
      undo: undoLast,
      redo: redoLast,
      help: () => setHelp(true),
      'let-go': () => {
        useReview.setState({ drawing: false, selectedBox: null });
        say('');
      },
    };
    commands[command]();
  };
  useReviewKeys(run);

  if (all.length === 0 && studies !== null) {
    return (
      <div className="review-empty">
        <Jobs />
        <Message icon={<IconShieldCheck />} title={t('emptyTitle')} text={t('emptyText')}>
          <Button onClick={onWorklist}>{t('toWorklist')}</Button>
        </Message>
      </div>
    );
  }
  return (
    <div className="review">
      <div className="review-side">
        <Jobs />
        <ItemList all={all} entries={entries} place={place} renderThumbnail={renderThumbnail} onShow={show} />
        <footer>
          {clean > 0 && (
            <Button
              variant="default"
              fullWidth
              leftSection={<IconChecks size={15} />}
              rightSection={<Kbd size="xs">{'Shift+A'}</Kbd>}
              onClick={() => run('accept-clean')}
            >
              {t('acceptClean', { count: clean })}
            </Button>
          )}
          <Button
            fullWidth
            size="sm"
            disabled={accepted === 0}
            leftSection={<IconPackageExport size={16} />}
            rightSection={<Kbd size="xs">{'Ctrl+Enter'}</Kbd>}
            data-testid="review-release"
            onClick={() => run('release')}
          >
            {accepted === 0 ? t('releaseNone') : t('release', { count: accepted })}
          </Button>
          <p>{t('notSent')}</p>
        </footer>
      </div>
      {entry === undefined || pictures === undefined ? (
        <Message title={t('nothingChosen')} />
      ) : (
        <>
          <ItemView
            item={entry.item}
            pictures={pictures}
            upcoming={upcomingOf(entries, place, READ_AHEAD).map((next) =>
              picturesOf({ item: next, study: undefined }),
            )}
            position={place + 1}
            count={entries.length}
            editable={editable}
            seen={look === 'seen' || entry.item.state === 'accepted'}
            notice={notice}
            renderComparison={renderComparison}
            onState={onState}
            onFrame={setFrame}
            onCommand={run}
            onChange={changePlace}
            onDraw={draw}
            onHelp={() => setHelp(true)}
          />
          <ItemFacts entry={entry} frame={frame} editable={editable} />
        </>
      )}
      <ConfirmRelease accepted={accepted} />
      <KeysDialog opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}

const picturesOf = ({ item, study }: Entry): ComparedItem => ({
  original: `object/${item.instanceId}`,
  released: `preview/${item.id}?r=${item.revision}`,
  NumberOfFrames: item.NumberOfFrames,
  SOPInstanceUID: item.SOPInstanceUID,
  PatientName: study?.PatientName ?? '',
});
