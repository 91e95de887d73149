import { Button, Checkbox, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ViewLayout } from '../../../contract/index.js';
import { type HangingProtocol, PANES_OF, type PaneRule } from '../../../domain/hang/index.js';
import { keyProfiles } from '../keys/key-profiles.js';
import { useProtocolName } from './use-protocol-name.js';

const modalities = ['DX', 'CT', 'MR', 'US'] as const;
const studies = ['current', 'prior'] as const;
const views = ['any', 'frontal', 'lateral'] as const;
const presets = keyProfiles.ohif.ctPresets.map(({ name }) => name);

interface ProtocolEditorProps {
  readonly protocol: HangingProtocol;
  readonly onChange: (protocol: HangingProtocol) => void;
  readonly onDone: () => void;
}

/** For which studies a protocol is, and what each of its panes shows; every change counts at once. */
export function ProtocolEditor({ protocol, onChange, onDone }: ProtocolEditorProps) {
  const { t } = useTranslation('hang');
  const nameOf = useProtocolName();
  const set = (part: Partial<HangingProtocol>): void => onChange({ ...protocol, ...part });
  return (
    <div className="hanging-editor">
      <TextInput
        label={t('name')}
        value={nameOf(protocol.name)}
        maxLength={64}
        onChange={(event) => event.currentTarget.value !== '' && set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('modality')}
        value={protocol.Modality}
        onChange={(event) => set({ Modality: event.currentTarget.value })}
        data={[
          ...modalities.map((value) => ({ value, label: t(`modality_${value}`) })),
          // One that a file brought.
          ...(modalities.some((value) => value === protocol.Modality) ? [] : [protocol.Modality]),
        ]}
      />
      <TextInput
        label={t('bodyPart')}
        placeholder={t('anyPart')}
        value={protocol.bodyPart}
        maxLength={64}
        onChange={(event) => set({ bodyPart: event.currentTarget.value })}
      />
      <div>
        <span className="hanging-label">{t('layout')}</span>
        <SegmentedControl
          aria-label={t('layout')}
          value={protocol.layout}
          onChange={(value) => {
            const layout = ViewLayout.parse(value);
            set({ layout, panes: panesFor(layout, protocol.panes) });
          }}
          data={ViewLayout.options.map((value) => ({ value, label: value.replace('x', ' × ') }))}
        />
      </div>
      <Checkbox
        label={t('linked')}
        checked={protocol.linked}
        onChange={(event) => set({ linked: event.currentTarget.checked })}
      />
      <div className="hanging-panes" data-layout={protocol.layout}>
        {panesFor(protocol.layout, protocol.panes).map((rule, position) => (
          <PaneEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its position
            key={position}
            number={position + 1}
            rule={rule}
            isCt={protocol.Modality === 'CT'}
            onChange={(next) =>
              set({ panes: panesFor(protocol.layout, protocol.panes).with(position, next) })
            }
          />
        ))}
      </div>
      <Button size="xs" onClick={onDone}>
        {t('done')}
      </Button>
    </div>
  );
}

/** As many as the layout has; those that were there stay. */
function panesFor(layout: HangingProtocol['layout'], panes: readonly PaneRule[]): PaneRule[] {
  return Array.from(
    { length: PANES_OF[layout] },
    (_, position) => panes[position] ?? { study: 'current', view: 'any', preset: null, optional: true },
  );
}

interface PaneEditorProps {
  readonly number: number;
  readonly rule: PaneRule;
  readonly isCt: boolean;
  readonly onChange: (rule: PaneRule) => void;
}

function PaneEditor({ number, rule, isCt, onChange }: PaneEditorProps) {
  const { t } = useTranslation('hang');
  const { t: view } = useTranslation('view');
  return (
    <fieldset>
      <legend>{t('pane', { number })}</legend>
      <NativeSelect
        size="xs"
        label={t('study')}
        value={rule.study}
        onChange={(event) =>
          onChange({ ...rule, study: event.currentTarget.value === 'prior' ? 'prior' : 'current' })
        }
        data={studies.map((value) => ({ value, label: t(`study_${value}`) }))}
      />
      {isCt ? (
        <NativeSelect
          size="xs"
          label={t('preset')}
          value={rule.preset ?? ''}
          onChange={(event) => onChange({ ...rule, preset: event.currentTarget.value || null })}
          data={[
            { value: '', label: t('preset_own') },
            ...presets.map((value) => ({ value, label: view(`ct.${value}`) })),
          ]}
        />
      ) : (
        <NativeSelect
          size="xs"
          label={t('view')}
          value={rule.view}
          onChange={(event) =>
            onChange({ ...rule, view: views.find((each) => each === event.currentTarget.value) ?? 'any' })
          }
          data={views.map((value) => ({ value, label: t(`view_${value}`) }))}
        />
      )}
      <Checkbox
        size="xs"
        label={t('optional')}
        checked={rule.optional}
        onChange={(event) => onChange({ ...rule, optional: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
