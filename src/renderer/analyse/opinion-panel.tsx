import { Button, Loader, NativeSelect, Slider, Switch, Textarea, Tooltip } from '@mantine/core';
import { IconFlame, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analysis, AnalysisResult, FindingResult } from '../../contract/index.js';
import {
  changeSettings,
  findingName,
  IconAction,
  request,
  requestOptions,
  useFailureText,
  useFormat,
  useSettings,
} from '../ui/index.js';
import {
  chooseWeights,
  toggleFinding,
  toggleHeatMap,
  useOpinionState,
  writeImpression,
} from './opinion-state.js';
import { ranked, shownFinding } from './ranked.js';
import { useOpinions } from './use-analyses.js';
import './opinion-panel.css';

interface OpinionPanelProps {
  readonly studyId: number;
  /** Of the film that is looked at; undefined while there is none. */
  readonly SOPInstanceUID: string | undefined;
  /** Opens the course of this patient's findings over time. */
  readonly onCourse: () => void;
}

/** What a network makes of the film that is looked at: findings, bands, the ratio, and how far to trust them. */
export function OpinionPanel({ studyId, SOPInstanceUID, onCourse }: OpinionPanelProps) {
  const { t } = useTranslation('analyse');
  const { weights, impressions } = useOpinionState();
  const { readFirst } = useSettings().analyse;
  const opinions = useOpinions(studyId, SOPInstanceUID);
  const opinion = opinions?.find(({ weightsSha256 }) => weightsSha256 === weights) ?? opinions?.[0];
  const begun = useOwnForm(studyId, SOPInstanceUID);
  const hidden =
    readFirst &&
    opinion?.result &&
    SOPInstanceUID !== undefined &&
    impressions[SOPInstanceUID] === undefined &&
    !begun;

  return (
    <aside
      className="opinion"
      aria-label={t('title')}
      data-testid="opinion"
      data-state={opinion?.state ?? 'none'}
    >
      <header>
        <h2>{t('title')}</h2>
        <p className="opinion-research">{t('researchOnly')}</p>
      </header>
      {opinions !== undefined && opinions.length > 1 && (
        <NativeSelect
          aria-label={t('model')}
          value={opinion?.weightsSha256 ?? ''}
          onChange={(event) => chooseWeights(event.currentTarget.value)}
          data={opinions.map(({ model, weightsSha256 }) => ({ value: weightsSha256, label: model }))}
        />
      )}
      {SOPInstanceUID === undefined || opinions === undefined ? null : hidden ? (
        <ReadFirst SOPInstanceUID={SOPInstanceUID} />
      ) : (
        <Opinion studyId={studyId} opinion={opinion} onCourse={onCourse} />
      )}
    </aside>
  );
}

/** Whether the reader has said in a form what they think of a film. */
function useOwnForm(studyId: number, SOPInstanceUID: string | undefined): boolean {
  const { data } = useQuery(requestOptions('read:of-studies', { studyIds: [studyId] }));
  const own = data?.readings.find(
    (form) => form.SOPInstanceUID === SOPInstanceUID && form.role === 'reader' && form.reader === data.reader,
  );
  return own !== undefined && Object.keys(own.answers).length > 0;
}

/** The reader says first what they think; only then is the result shown. */
function ReadFirst({ SOPInstanceUID }: { readonly SOPInstanceUID: string }) {
  const { t } = useTranslation('analyse');
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') writeImpression(SOPInstanceUID, text.trim());
      }}
    >
      <p>{t('readFirstText')}</p>
      <Textarea
        aria-label={t('impression')}
        placeholder={t('impression')}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        {t('showResult')}
      </Button>
    </form>
  );
}

interface OpinionProps {
  readonly studyId: number;
  readonly opinion: Analysis | undefined;
  readonly onCourse: () => void;
}

function Opinion({ studyId, opinion, onCourse }: OpinionProps) {
  const { t } = useTranslation('analyse');
  const failureText = useFailureText();
  const [failure, setFailure] = useState('');
  const models = useQuery(requestOptions('analyse:models')).data;
  const again = async (): Promise<void> => {
    try {
      const { queued } = await request('analyse:run', { studyIds: [studyId] });
      setFailure(queued === 0 ? t('nothingToAnalyse') : '');
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  const ask = (label: string): ReactNode => (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={() => void again()}>
        {label}
      </Button>
      <p role="status">{failure}</p>
    </>
  );

  if (opinion === undefined) {
    const none = models?.every((model) => !model.ok || model.card.task !== 'findings') ?? false;
    return none ? <p>{t('noModel')}</p> : <div>{ask(t('analyse'))}</div>;
  }
  switch (opinion.state) {
    case 'waiting':
    case 'running':
      return (
        <p className="opinion-busy" role="status">
          <Loader size="xs" />
          {t(opinion.state)}
        </p>
      );
    case 'refused':
    case 'failed':
      return (
        <div>
          <p className="opinion-refused">{t(`outcome_${opinion.state}`)}</p>
          <p>{opinion.code && t(`code_${opinion.code}`)}</p>
          {ask(t('again'))}
        </div>
      );
    case 'analysed':
      return opinion.result === null ? (
        <div>{ask(t('again'))}</div>
      ) : (
        <>
          <Result opinion={opinion} result={opinion.result} />
          <footer>
            <Button variant="subtle" onClick={onCourse}>
              {t('course')}
            </Button>
            <IconAction label={t('again')} icon={<IconRefresh size={16} />} onClick={() => void again()} />
          </footer>
        </>
      );
  }
}

function Result({ opinion, result }: { readonly opinion: Analysis; readonly result: AnalysisResult }) {
  const { t } = useTranslation('analyse');
  const f = useFormat();
  const { heatMapOn, finding } = useOpinionState();
  const settings = useSettings();
  const shown = shownFinding(result, finding);
  const hasMaps = result.objects.some(({ kind }) => kind === 'heat-maps');
  const { cardiothoracicRatio: ratio, covid, calibratedOn: on } = result;
  return (
    <>
      <ul className="opinion-findings">
        {ranked(result.findings).map((each) => (
          <Finding
            key={each.label}
            finding={each}
            pressed={hasMaps && heatMapOn && each.label === shown?.label}
            onPress={hasMaps ? () => toggleFinding(each.label) : undefined}
          />
        ))}
      </ul>
      {covid && (
        <section>
          <h3>{t('covid')}</h3>
          <ul className="opinion-findings">
            <Finding finding={covid} pressed={false} onPress={undefined} />
          </ul>
        </section>
      )}
      {ratio && (
        <section>
          <h3>{t('ratio')}</h3>
          <p className="opinion-ratio figures">
            <strong>{f.number(Math.round(ratio.value * 100) / 100)}</strong>
            {ratio.heartMm !== null && ratio.thoraxMm !== null && (
              <span>
                {t('ratioMm', { heart: Math.round(ratio.heartMm), thorax: Math.round(ratio.thoraxMm) })}
              </span>
            )}
          </p>
        </section>
      )}
      {hasMaps && (
        <section>
          <Switch
            size="xs"
            label={t('heatMap')}
            checked={heatMapOn}
            onChange={toggleHeatMap}
            thumbIcon={heatMapOn ? <IconFlame size={10} /> : undefined}
          />
          <div className="opinion-legend" aria-hidden />
          <Slider
            size="xs"
            aria-label={t('opacity')}
            label={(value) => f.percent(value)}
            min={0.1}
            max={1}
            step={0.05}
            disabled={!heatMapOn}
            value={settings.analyse.heatMapOpacity}
            onChange={(heatMapOpacity) =>
              void changeSettings({ analyse: { ...settings.analyse, heatMapOpacity } })
            }
          />
        </section>
      )}
      <p className="opinion-model">
        {t('by', { model: opinion.model, version: result.modelVersion })}
        <code className="selectable" title={opinion.weightsSha256}>
          {opinion.weightsSha256.slice(0, 12)}
        </code>
        <span>
          {on?.method === 'platt'
            ? t('calibration_platt', { films: f.number(on.films), patients: f.number(on.patients) })
            : result.calibration}
        </span>
      </p>
    </>
  );
}

interface FindingProps {
  readonly finding: FindingResult;
  readonly pressed: boolean;
  readonly onPress: (() => void) | undefined;
}

function Finding({ finding, pressed, onPress }: FindingProps) {
  const { t } = useTranslation('analyse');
  const f = useFormat();
  const { label, probability, threshold, band, reliable } = finding;
  const name = findingName(t, label);
  const numbers = t('numbers', { probability: f.percent(probability), threshold: f.percent(threshold) });
  return (
    <li data-band={reliable ? band : 'unreliable'} data-label={label}>
      <Tooltip label={numbers} position="left">
        <button
          type="button"
          aria-pressed={onPress && pressed}
          aria-disabled={onPress === undefined}
          aria-description={numbers}
          onClick={onPress}
        >
          <span className="truncate">{name}</span>
          <span className="opinion-band">{reliable ? t(`band_${band}`) : t('unreliable')}</span>
        </button>
      </Tooltip>
    </li>
  );
}
