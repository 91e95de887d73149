import { NativeSelect, TextInput } from '@mantine/core';
import { IconEye, IconEyeOff, IconLock, IconLockOpen, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotate/index.js';
import { IconAction, useFormat } from '../ui/index.js';
import { change, remove } from './acts.js';
import { select, toggleHidden, useAnnotationState } from './annotation-state.js';
import { keyOf, useLabels } from './use-labels.js';

interface PanelRowProps {
  readonly front: number;
  readonly annotation: Annotation;
  /** Brings its film to the screen. */
  readonly onShow: () => void;
}

/** One annotation: what it is, by whom; its label and words while it is selected. */
export function PanelRow({ front, annotation, onShow }: PanelRowProps) {
  const { t } = useTranslation('annotate');
  const format = useFormat();
  const { nameOf, colourOf } = useLabels();
  const { selected, hidden } = useAnnotationState();
  const { id, kind, label, text, author, modifiedAt, locked } = annotation;
  const isSelected = selected === id;
  const isHidden = hidden.has(id);
  return (
    <li data-testid="annotation-row" data-kind={kind} data-selected={isSelected || undefined}>
      <button
        type="button"
        className="annotation-row-name"
        aria-pressed={isSelected}
        onClick={() => {
          select(isSelected ? null : id);
          onShow();
        }}
      >
        <b style={label ? { color: colourOf(label) } : undefined}>
          {label ? nameOf(label) : t(`kind.${kind}`)}
        </b>
        {text !== '' && <span className="truncate">{text}</span>}
        <span className="annotation-row-by">
          {t('by', { author: author || t('noReader'), at: format.dateTime(modifiedAt) })}
        </span>
      </button>
      <div className="annotation-row-actions">
        <IconAction
          label={t(isHidden ? 'show' : 'hide')}
          icon={isHidden ? <IconEyeOff size={14} /> : <IconEye size={14} />}
          onClick={() => toggleHidden(id)}
        />
        <IconAction
          label={t(locked ? 'unlock' : 'lock')}
          icon={locked ? <IconLock size={14} /> : <IconLockOpen size={14} />}
          onClick={() => change(front, annotation, { locked: !locked })}
        />
        <IconAction
          label={t('delete')}
          icon={<IconTrash size={14} />}
          disabled={locked}
          onClick={() => remove(front, annotation)}
        />
      </div>
      {isSelected && !locked && <Words key={id} front={front} annotation={annotation} />}
    </li>
  );
}

/** Label and text, kept as they are changed. */
function Words({ front, annotation }: Pick<PanelRowProps, 'front' | 'annotation'>) {
  const { t } = useTranslation('annotate');
  const { sets, nameOf } = useLabels();
  const [text, setText] = useState(annotation.text);
  const codes = sets.flatMap(({ labels }) => labels.map(({ code }) => code));
  return (
    <div className="annotation-row-words">
      <NativeSelect
        size="xs"
        aria-label={t('label')}
        value={annotation.label ? keyOf(annotation.label) : ''}
        data={[
          { value: '', label: t('noLabel') },
          ...sets.map(({ title, labels }) => ({
            group: title,
            items: labels.map(({ code }) => ({ value: keyOf(code), label: nameOf(code) })),
          })),
        ]}
        onChange={(event) => {
          const key = event.currentTarget.value;
          change(front, annotation, { label: codes.find((code) => keyOf(code) === key) ?? null });
        }}
      />
      <TextInput
        size="xs"
        aria-label={t('text')}
        placeholder={t('text')}
        maxLength={1024}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => change(front, annotation, { text: text.trim() })}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </div>
  );
}
