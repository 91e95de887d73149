import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toggleLabel, useAnnotationState } from './annotation-state.js';
import { useDrawings } from './drawings.js';
import { keyOf, useLabels } from './use-labels.js';

/** The labels in use, with their colours: each can be taken off the films and brought back. */
export function LabelList() {
  const { t } = useTranslation('annotate');
  const { nameOf, colourOf } = useLabels();
  const { hiddenLabels } = useAnnotationState();
  const drawing = useDrawings((state) => state.drawing);
  const inUse = new Map(
    [...drawing.values()].flatMap(({ label }) => (label ? [[keyOf(label), label] as const] : [])),
  );
  if (inUse.size === 0) return null;
  return (
    <section>
      <h3>{t('labels')}</h3>
      <ul>
        {[...inUse].map(([key, code]) => (
          <li key={key}>
            <Checkbox
              size="xs"
              label={<span style={{ color: colourOf(code) }}>{nameOf(code)}</span>}
              checked={!hiddenLabels.has(key)}
              onChange={() => toggleLabel(key)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
