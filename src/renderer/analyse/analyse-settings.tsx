import { Button, Checkbox, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelSummary } from '../../contract/index.js';
import {
  changeSettings,
  queryClient,
  request,
  requestOptions,
  useFailureText,
  useFormat,
  useSettings,
} from '../ui/index.js';
import './analyse-settings.css';

/** Which networks give second opinions, and when. */
export function AnalyseSettings() {
  const { t } = useTranslation('analyse');
  const settings = useSettings().analyse;
  const failureText = useFailureText();
  const [failure, setFailure] = useState('');
  const options = requestOptions('analyse:models');
  const models = useQuery(options).data ?? [];
  const change = (part: Partial<typeof settings>): void =>
    void changeSettings({ analyse: { ...settings, ...part } }).then(() =>
      queryClient.invalidateQueries({ queryKey: options.queryKey }),
    );
  const install = async (): Promise<void> => {
    try {
      await request('analyse:install');
      await queryClient.invalidateQueries({ queryKey: options.queryKey });
      setFailure('');
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  return (
    <>
      <section>
        <div>
          <h2>{t('settingsAutomatic')}</h2>
          <p>{t('settingsAutomaticText')}</p>
        </div>
        <Switch
          aria-label={t('settingsAutomatic')}
          checked={settings.automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
      </section>
      <section>
        <div>
          <h2>{t('settingsReadFirst')}</h2>
          <p>{t('settingsReadFirstText')}</p>
        </div>
        <Switch
          aria-label={t('settingsReadFirst')}
          checked={settings.readFirst}
          onChange={(event) => change({ readFirst: event.currentTarget.checked })}
        />
      </section>
      <section className="analyse-models">
        <div>
          <h2>{t('settingsModels')}</h2>
          <p>{t('settingsModelsText')}</p>
          <p role="status">{failure}</p>
          <ul>
            {models.map((model) => (
              <Model
                key={model.ok ? model.card.name : model.name}
                model={model}
                onActive={(name, active) =>
                  change({
                    models: active
                      ? [...new Set([...activeNames(models), name])]
                      : activeNames(models).filter((each) => each !== name),
                  })
                }
              />
            ))}
          </ul>
        </div>
        <Button variant="default" onClick={() => void install()}>
          {t('install')}
        </Button>
      </section>
    </>
  );
}

const activeNames = (models: readonly ModelSummary[]): string[] =>
  models.flatMap((model) => (model.ok && model.active ? [model.card.name] : []));

interface ModelProps {
  readonly model: ModelSummary;
  readonly onActive: (name: string, active: boolean) => void;
}

function Model({ model, onActive }: ModelProps) {
  const { t } = useTranslation('analyse');
  const f = useFormat();
  if (!model.ok) {
    return (
      <li data-problem>
        <strong>{model.name}</strong>
        <p>{t(`problem_${model.problem}`)}</p>
      </li>
    );
  }
  const { card, active } = model;
  const auroc = card.measured['meanAuroc'];
  return (
    <li>
      {card.task === 'findings' ? (
        <Checkbox
          checked={active}
          onChange={(event) => onActive(card.name, event.currentTarget.checked)}
          label={<strong>{card.title}</strong>}
        />
      ) : (
        <strong>{card.title}</strong>
      )}
      <p>
        {t(`task_${card.task}`)} · {card.version}
        {typeof auroc === 'number' &&
          ` · ${t('auroc', { value: f.number(Math.round(auroc * 1000) / 1000) })}`}
        {!card.enabled && ` · ${t('switchedOff')}`}
      </p>
      <details>
        <summary>{t('limits')}</summary>
        <p className="selectable">{card.intendedUse}</p>
        <ul>
          {card.limitations.map((limitation) => (
            <li key={limitation} className="selectable">
              {limitation}
            </li>
          ))}
        </ul>
        <code className="selectable">{card.weightsSha256}</code>
      </details>
    </li>
  );
}
