import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotate/index.js';
import { type Placement, toScreen } from '../ui/index.js';

interface AskBoxProps {
  readonly annotation: Annotation;
  readonly placement: Placement;
  readonly onAnswer: (answer: { readonly text: string } | { readonly lengthMm: number }) => void;
  readonly onClose: () => void;
}

const numbered = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const spine = [...numbered('C', 7), ...numbered('T', 12), ...numbered('L', 5)];
const RIBS = 12;

/** Asks beside a shape what is written on it, or how long the object under it is. */
export function AskBox({ annotation, placement, onAnswer, onClose }: AskBoxProps) {
  const { t } = useTranslation('annotate');
  const { kind, points } = annotation;
  const [text, setText] = useState(annotation.text);
  const [lengthMm, setLengthMm] = useState<number | string>(annotation.lengthMm ?? '');
  const levels = useId();
  const isLength = kind === 'calibration';
  const [x, y] = toScreen(placement, [points.at(-1)?.x ?? 0, points.at(-1)?.y ?? 0]);

  const isAnswered = isLength ? Number(lengthMm) > 0 : kind !== 'label' || text.trim() !== '';
  const answer = (event: FormEvent): void => {
    event.preventDefault();
    if (isAnswered) onAnswer(isLength ? { lengthMm: Number(lengthMm) } : { text: text.trim() });
  };
  const leave = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') onClose();
  };
  return (
    <form className="ask-box" data-testid="ask-box" style={{ left: x, top: y }} onSubmit={answer}>
      {isLength ? (
        <NumberInput
          autoFocus
          size="xs"
          label={t('lengthMm')}
          min={0.1}
          max={2000}
          decimalScale={2}
          hideControls
          value={lengthMm}
          onChange={setLengthMm}
          onKeyDown={leave}
        />
      ) : (
        <TextInput
          autoFocus
          size="xs"
          label={t(kind === 'label' ? 'level' : 'text')}
          maxLength={1024}
          list={kind === 'label' ? levels : undefined}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={leave}
        />
      )}
      {kind === 'label' && (
        <datalist id={levels}>
          {[
            ...spine,
            ...(['ribRight', 'ribLeft'] as const).flatMap((side) =>
              Array.from({ length: RIBS }, (_, index) => t(side, { number: index + 1 })),
            ),
          ].map((level) => (
            <option key={level} value={level} />
          ))}
        </datalist>
      )}
      <Button type="submit" size="xs" disabled={!isAnswered}>
        {t('ok')}
      </Button>
    </form>
  );
}
