import { useTranslation } from 'react-i18next';
import { type Answer, quadrantScore, type ZonesQuestion } from '../../domain/read/index.js';
import { nextNumber, numberAt, slotsOf, withNumber } from './form-keys.js';

interface ZoneNumbersProps {
  readonly question: ZonesQuestion;
  readonly answer: Answer | undefined;
  readonly slot: number | undefined;
  readonly disabled: boolean;
  readonly onGo: (slot: number) => void;
  readonly onAnswer: (answer: Answer) => void;
}

/** The numbers of a score where they lie in the lungs, as the film shows them: the patient's right on the left. */
export function ZoneNumbers({ question, answer, slot, disabled, onGo, onAnswer }: ZoneNumbersProps) {
  const { t } = useTranslation('read');
  const isRale = question.kind === 'rale';
  const parts = isRale ? (['extent', 'density'] as const) : (['zone'] as const);
  const zones = Array.from({ length: slotsOf(question) / parts.length }, (_none, zone) => zone);
  const press = (at: number): void => {
    onGo(at);
    const changed = withNumber(question, answer, at, nextNumber(question, answer, at));
    if (changed) onAnswer(changed);
  };
  return (
    <div className="zone-numbers" data-rows={zones.length / 2}>
      {zones.map((zone) => {
        const name = isRale ? t(`quadrant_${zone as 0 | 1 | 2 | 3}`) : ('ABCDEF'[zone] ?? '');
        return (
          <div key={zone}>
            <span>{name}</span>
            {parts.map((part, index) => {
              const at = zone * parts.length + index;
              return (
                <button
                  key={part}
                  type="button"
                  tabIndex={-1}
                  className="figures"
                  aria-label={t(part, { zone: name })}
                  data-slot={at}
                  data-at={at === slot || undefined}
                  disabled={disabled || (part === 'density' && !numberAt(answer, at - 1))}
                  onClick={() => press(at)}
                >
                  {numberAt(answer, at) ?? '–'}
                </button>
              );
            })}
            {isRale && answer?.kind === 'rale' && (
              <strong className="figures">
                {quadrantScore(answer.quadrants[zone] ?? { extent: null, density: null }) ?? '–'}
              </strong>
            )}
          </div>
        );
      })}
    </div>
  );
}
