import { Button, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HangingProtocol, shippedProtocols } from '../../../domain/hang/index.js';
import { changeSettings, IconAction, useSettings } from '../../ui/index.js';
import { ProtocolEditor } from './protocol-editor.js';
import { useProtocolName } from './use-protocol-name.js';
import './hanging-settings.css';

const fresh = (name: string): HangingProtocol => ({
  name,
  Modality: 'DX',
  bodyPart: '',
  layout: '1x2',
  panes: [
    { study: 'current', view: 'any', preset: null, optional: false },
    { study: 'prior', view: 'any', preset: null, optional: false },
  ],
  linked: true,
});

/** How studies are laid out when they open: a list in order of precedence, each with its panes. */
export function HangingSettings() {
  const { t } = useTranslation('hang');
  const nameOf = useProtocolName();
  const { hanging } = useSettings();
  const [edited, setEdited] = useState<number>();
  const protocols = hanging.protocols ?? shippedProtocols;
  const change = (next: readonly HangingProtocol[] | null): void =>
    void changeSettings({ hanging: { ...hanging, protocols: next && [...next] } });
  const move = (from: number, to: number): void => {
    const next = [...protocols];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    setEdited(undefined);
    change(next);
  };

  return (
    <>
      <section>
        <div>
          <h2>{t('automatic')}</h2>
          <p>{t('text')}</p>
        </div>
        <Switch
          aria-label={t('automatic')}
          checked={hanging.automatic}
          onChange={(event) =>
            void changeSettings({ hanging: { ...hanging, automatic: event.currentTarget.checked } })
          }
        />
      </section>
      <section className="hanging">
        <div>
          <h2>{t('protocols')}</h2>
          <ol data-testid="hanging-protocols">
            {protocols.map((protocol, at) => {
              const name = nameOf(protocol.name);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: two protocols may be alike; their place tells them apart
                <li key={at}>
                  <div className="hanging-row">
                    <b className="truncate">{name}</b>
                    <IconAction
                      label={t('up', { name })}
                      disabled={at === 0}
                      onClick={() => move(at, at - 1)}
                      icon={<IconArrowUp size={16} />}
                    />
                    <IconAction
                      label={t('down', { name })}
                      disabled={at === protocols.length - 1}
                      onClick={() => move(at, at + 1)}
                      icon={<IconArrowDown size={16} />}
                    />
                    <IconAction
                      label={t('edit', { name })}
                      pressed={edited === at}
                      onClick={() => setEdited(edited === at ? undefined : at)}
                      icon={<IconPencil size={16} />}
                    />
                    <IconAction
                      label={t('duplicate', { name })}
                      onClick={() => {
                        const copy = { ...protocol, name: t('copyName', { name }).slice(0, 64) };
                        change(protocols.toSpliced(at + 1, 0, copy));
                        setEdited(at + 1);
                      }}
                      icon={<IconCopy size={16} />}
                    />
                    <IconAction
                      label={t('delete', { name })}
                      onClick={() => {
                        setEdited(undefined);
                        change(protocols.toSpliced(at, 1));
                      }}
                      icon={<IconTrash size={16} />}
                    />
                  </div>
                  {edited === at && (
                    <ProtocolEditor
                      protocol={protocol}
                      onChange={(next) => change(protocols.with(at, next))}
                      onDone={() => setEdited(undefined)}
                    />
                  )}
                </li>
              );
            })}
          </ol>
          <div className="hanging-buttons">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} />}
              onClick={() => {
                change([fresh(t('newName')), ...protocols]);
                setEdited(0);
              }}
            >
              {t('add')}
            </Button>
            {hanging.protocols !== null && (
              <Button
                size="xs"
                variant="subtle"
                title={t('resetText')}
                onClick={() => {
                  setEdited(undefined);
                  change(null);
                }}
              >
                {t('reset')}
              </Button>
            )}
          </div>
        </div>
      </section>
    </>
  );
}
