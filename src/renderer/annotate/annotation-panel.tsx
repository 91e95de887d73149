import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../domain/annotate/index.js';
import { requestOptions } from '../ui/index.js';
import { askForStudy, send, useDrawings } from './drawings.js';
import { LabelList } from './label-list.js';
import { PanelRow } from './panel-row.js';
import './annotation-panel.css';

interface AnnotationPanelProps {
  readonly front: number;
  readonly studyId: number;
  /** Of the film that is looked at; undefined while there is none. */
  readonly SOPInstanceUID: string | undefined;
  readonly show: (SOPInstanceUID: string, frame: number) => void;
}

/** Everything that is drawn on the films of a study, film by film, and whether it is kept. */
export function AnnotationPanel({ front, studyId, SOPInstanceUID, show }: AnnotationPanelProps) {
  const { t } = useTranslation('annotate');
  const { drawing, studyOf, unread } = useDrawings();
  useEffect(() => askForStudy(studyId), [studyId]);
  const own = [...drawing.values()].filter((each) => studyOf.get(each.SOPInstanceUID) === studyId);
  const foreign = useQuery(requestOptions('annotate:foreign', { studyId })).data;
  const content = useQuery(requestOptions('store:content', { studyId })).data;
  const instances = content?.series.flatMap((series) => series.instances) ?? [];
  const films = instances.filter((instance) =>
    own.some((each) => each.SOPInstanceUID === instance.SOPInstanceUID),
  );

  return (
    <aside className="annotation-panel" aria-label={t('tab')} data-testid="annotation-panel">
      <Keeping studyId={studyId} />
      {own.length === 0 && !unread.has(studyId) && <p className="annotation-panel-none">{t('none')}</p>}
      {films.map((film) => (
        <section key={film.id} data-active={film.SOPInstanceUID === SOPInstanceUID || undefined}>
          <h3>{[t('film', { number: film.InstanceNumber ?? film.id }), film.ViewPosition].join(' ')}</h3>
          <ul>
            {own.filter(isOn(film.SOPInstanceUID)).map((annotation) => (
              <PanelRow
                key={annotation.id}
                front={front}
                annotation={annotation}
                onShow={() => show(annotation.SOPInstanceUID, annotation.frame)}
              />
            ))}
          </ul>
        </section>
      ))}
      {foreign && foreign.shapes.length + foreign.undrawn.length > 0 && (
        <section>
          <h3>{t('foreign')}</h3>
          <ul>
            {foreign.shapes.map(({ kind, source, text, ...at }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: shapes of an object have no other name
              <li key={index}>
                <button
                  type="button"
                  className="annotation-row-name"
                  onClick={() => show(at.SOPInstanceUID, at.frame)}
                >
                  <b>{t(`kind.${kind}`)}</b>
                  <span>{[text, source].filter(Boolean).join(' · ')}</span>
                </button>
              </li>
            ))}
            {foreign.undrawn.map(({ instanceId, source }) => (
              <li key={instanceId}>{t('undrawn', { source })}</li>
            ))}
          </ul>
        </section>
      )}
      <LabelList />
    </aside>
  );
}

const isOn =
  (SOPInstanceUID: string) =>
  (annotation: Annotation): boolean =>
    annotation.SOPInstanceUID === SOPInstanceUID;

/** Says so where what was drawn is not in the store yet. */
function Keeping({ studyId }: { readonly studyId: number }) {
  const { t } = useTranslation('annotate');
  const { unsaved, failure, overtaken, unread } = useDrawings();
  const isUnread = unread.has(studyId);
  if (overtaken) return <p role="alert">{t('overtaken')}</p>;
  if (failure === null && !isUnread) return null;
  return (
    <div role="alert" className="annotation-unsaved" data-testid="annotation-unsaved">
      <p>{isUnread ? t('unread') : t('unsaved', { count: unsaved })}</p>
      <Button size="xs" variant="default" onClick={() => (isUnread ? askForStudy(studyId) : void send())}>
        {t('retry')}
      </Button>
    </div>
  );
}
