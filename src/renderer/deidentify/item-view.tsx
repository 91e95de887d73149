import { Button, Kbd, SegmentedControl } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconRectangle,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewItem } from '../../contract/index.js';
import { IconAction, type Placement } from '../ui/index.js';
import { BoxLayer } from './box-layer.js';
import type { Place } from './boxes.js';
import type { ReviewCommand } from './review-keys.js';
import { useReview } from './review-state.js';
import './item-view.css';

export type Side = 'original' | 'released';

export interface ComparedItem {
  readonly original: `object/${number}`;
  readonly released: `preview/${number}?r=${number}`;
  readonly NumberOfFrames: number;
  readonly SOPInstanceUID: string;
  readonly PatientName: string;
}

export interface ComparisonState {
  readonly phase: 'loading' | 'drawn' | 'cannot-show';
  readonly reason: string | undefined;
  /** Address of the object that this is about. */
  readonly object: string | undefined;
}

/** Two versions of an image side by side: what this screen needs of the viewer. */
export interface ComparisonProps {
  readonly pictures: ComparedItem;
  readonly upcoming: readonly ComparedItem[];
  readonly shown: 'both' | Side;
  readonly titles: Readonly<Record<Side, string>>;
  readonly overlay: (side: Side, placement: Placement, frame: number) => ReactNode;
  readonly onState: (side: Side, state: ComparisonState) => void;
  readonly onFrame: (frame: number) => void;
}
export type RenderComparison = (props: ComparisonProps) => ReactNode;

interface ItemViewProps {
  readonly item: ReviewItem;
  readonly pictures: ComparedItem;
  readonly upcoming: readonly ComparedItem[];
  /** Of how many, from 1. */
  readonly position: number;
  readonly count: number;
  readonly editable: boolean;
  /** Both versions have been on the screen as they are now. */
  readonly seen: boolean;
  readonly notice: string;
  readonly renderComparison: RenderComparison;
  readonly onState: (side: Side, state: ComparisonState) => void;
  readonly onFrame: (frame: number) => void;
  readonly onCommand: (command: ReviewCommand) => void;
  readonly onChange: (index: number, place: Place) => void;
  readonly onDraw: (place: Place) => void;
  readonly onHelp: () => void;
}

/** The image under review, as it is and as it would leave, with the boxes on it and the buttons to decide. */
export function ItemView(props: ItemViewProps) {
  const { item, pictures, upcoming, editable, seen, notice, onCommand } = props;
  const { t } = useTranslation('deidentify');
  const { shown, selectedBox, drawing } = useReview();
  const isHeld = item.state === 'held';
  return (
    <section className="item-view" aria-label={t('pictures')}>
      <Toolbar {...props} />
      <div className="item-pictures">
        {props.renderComparison({
          pictures,
          upcoming,
          shown: isHeld ? 'original' : shown,
          titles: { original: t('original'), released: t('asReleased') },
          onState: props.onState,
          onFrame: props.onFrame,
          overlay: (side, placement, frame) => (
            <BoxLayer
              placement={placement}
              boxes={item.boxes}
              frame={frame}
              selected={selectedBox}
              // On the released version they only point out what is gone, unless it stands alone.
              editable={editable && (side === 'original' || shown === 'released')}
              quiet={side === 'released'}
              drawing={drawing}
              onSelect={(index) => useReview.setState({ selectedBox: index })}
              onChange={props.onChange}
              onDraw={props.onDraw}
            />
          ),
        })}
      </div>
      <footer data-state={item.state}>
        <span className="item-state" role="status">
          {notice === '' ? t(`stateText_${item.state}`) : notice}
        </span>
        {(item.state === 'accepted' || item.state === 'rejected') && (
          <Button variant="subtle" color="gray" onClick={() => onCommand('reopen')}>
            {t('reopen')}
          </Button>
        )}
        <Button
          variant="default"
          size="sm"
          leftSection={<IconX size={16} />}
          rightSection={<Kbd size="xs">{'R'}</Kbd>}
          disabled={!editable}
          data-testid="review-reject"
          onClick={() => onCommand('reject')}
        >
          {t('reject')}
        </Button>
        <Button
          size="sm"
          leftSection={<IconCheck size={16} />}
          rightSection={<Kbd size="xs">{'A'}</Kbd>}
          disabled={!editable || !seen}
          data-testid="review-accept"
          onClick={() => onCommand('accept')}
        >
          {t('accept')}
        </Button>
      </footer>
    </section>
  );
}

function Toolbar({ position, count, editable, item, onCommand, onHelp }: ItemViewProps) {
  const { t } = useTranslation('deidentify');
  const { shown, drawing, history } = useReview();
  return (
    <div className="item-toolbar" role="toolbar" aria-label={t('tools')}>
      <IconAction
        label={t('key.previous')}
        shortcut="↑"
        icon={<IconChevronLeft size={18} />}
        onClick={() => onCommand('previous')}
      />
      <span className="figures">{t('position', { position, count })}</span>
      <IconAction
        label={t('key.next')}
        shortcut="↓"
        icon={<IconChevronRight size={18} />}
        onClick={() => onCommand('next')}
      />
      <SegmentedControl
        aria-label={t('shown')}
        value={item.state === 'held' ? 'original' : shown}
        disabled={item.state === 'held'}
        onChange={(value) =>
          useReview.setState({ shown: value === 'both' || value === 'original' ? value : 'released' })
        }
        data={(['both', 'original', 'released'] as const).map((value) => ({
          value,
          label: t(`shown_${value}`),
        }))}
      />
      <span className="item-toolbar-space" />
      <IconAction
        label={t('key.draw')}
        shortcut="B"
        pressed={drawing}
        disabled={!editable}
        icon={<IconRectangle size={18} stroke={1.75} />}
        data-testid="review-draw"
        onClick={() => onCommand('draw')}
      />
      <IconAction
        label={t('undo')}
        shortcut="Ctrl+Z"
        disabled={history.done.length === 0}
        icon={<IconArrowBackUp size={18} stroke={1.75} />}
        onClick={() => onCommand('undo')}
      />
      <IconAction
        label={t('redo')}
        shortcut="Ctrl+Shift+Z"
        disabled={history.undone.length === 0}
        icon={<IconArrowForwardUp size={18} stroke={1.75} />}
        onClick={() => onCommand('redo')}
      />
      <IconAction
        label={t('keys')}
        shortcut="?"
        icon={<IconKeyboard size={18} stroke={1.75} />}
        onClick={onHelp}
      />
    </div>
  );
}
