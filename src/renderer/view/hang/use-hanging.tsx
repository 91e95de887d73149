import { Button, CloseButton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudyContent } from '../../../contract/index.js';
import { type ArrangedPane, protocolOf, shippedProtocols } from '../../../domain/hang/index.js';
import { changeSettings, useSettings } from '../../ui/index.js';
import type { KeyProfile } from '../keys/key-profiles.js';
import { hangStudy, type ShownStack, stepPrior } from '../screen/hang-study.js';
import type { Layout } from '../screen/study-views.js';
import './hang-notice.css';

interface Hanging {
  /** An older (1) or newer (-1) prior. */
  step(shown: readonly ShownStack[], step: 1 | -1): void;
  /** Studies like this one are to open as this one lies now. */
  keep(shown: readonly ShownStack[], layout: Layout, linked: boolean): void;
  /** What came of it, to be shown over the films. */
  readonly notice: ReactNode;
}

interface Notice {
  readonly text: string;
  readonly undo?: () => void;
}

const NOTICE_MS = 6000;

/**
 * Lays out a study when it first comes up, steps through its priors, and keeps arrangements.
 * @param isNew nobody has seen it since it was opened
 */
export function useHanging(content: StudyContent, isNew: boolean, profile: KeyProfile): Hanging {
  const { t } = useTranslation('hang');
  const { hanging } = useSettings();
  const [notice, setNotice] = useState<Notice>();
  const protocols = hanging.protocols ?? shippedProtocols;

  useEffect(() => {
    if (isNew && hanging.automatic) void hangStudy(content, protocols, profile).catch(() => undefined);
  }, [isNew, hanging.automatic, content, protocols, profile]);
  useEffect(() => {
    if (notice === undefined) return undefined;
    const timer = setTimeout(() => setNotice(undefined), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const step = async (shown: readonly ShownStack[], way: 1 | -1): Promise<void> => {
    const isThere = await stepPrior(content.study, shown, way).catch(() => false);
    setNotice(isThere ? undefined : { text: t(way === 1 ? 'noOlder' : 'noNewer') });
  };
  const keep = (shown: readonly ShownStack[], layout: Layout, linked: boolean): void => {
    const panes: (ArrangedPane | undefined)[] = [];
    for (const { position, stack, index } of shown) {
      const film = instanceOf(stack.films[index]?.object, stack.series.instances);
      const study = stack.studyId === content.study.id ? 'current' : 'prior';
      if (film !== undefined) panes[position] = { study, series: stack.series, film };
    }
    const number = protocols.length - shippedProtocols.length + 1;
    const own = protocolOf(t('keptName', { number: Math.max(1, number) }), layout, linked, panes);
    if (own === undefined) {
      setNotice({ text: t('keepFailed') });
      return;
    }
    void changeSettings({ hanging: { ...hanging, protocols: [own, ...protocols] } });
    setNotice({ text: t('kept'), undo: () => void changeSettings({ hanging }) });
  };

  return {
    step: (shown, way) => void step(shown, way),
    keep,
    notice: notice && (
      <div className="hang-notice" role="status">
        <span>{notice.text}</span>
        {notice.undo && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              notice.undo?.();
              setNotice(undefined);
            }}
          >
            {t('undo')}
          </Button>
        )}
        <CloseButton size="sm" aria-label={t('dismiss')} onClick={() => setNotice(undefined)} />
      </div>
    ),
  };
}

function instanceOf<I extends { readonly id: number }>(
  object: string | undefined,
  instances: readonly I[],
): I | undefined {
  return instances.find(({ id }) => object === `object/${id}`);
}
