import { useTranslation } from 'react-i18next';
import { type ImageHeader, rangeOf, type Voi } from '../../../domain/grey/index.js';
import { displayName } from '../../../domain/patient/index.js';
import { syntaxOf } from '../../../domain/pixels/index.js';
import { useFormat } from '../../ui/index.js';
import type { StageState } from '../stage/stage-state.js';
import './overlay.css';

/** Whose picture it is: beside every picture, whatever else is hidden. */
function PatientLines({ header, full }: { readonly header: ImageHeader; readonly full: boolean }) {
  const { t } = useTranslation('view');
  const { t: common, i18n } = useTranslation();
  const format = useFormat();
  const { identity } = header;
  const age =
    ageText(identity.PatientAge, i18n.language) || format.age(identity.PatientBirthDate, identity.StudyDate);
  const sex =
    identity.PatientSex === 'F' || identity.PatientSex === 'M' || identity.PatientSex === 'O'
      ? common(`sex_${identity.PatientSex}`)
      : '';
  return (
    <>
      <b data-testid="overlay-name">{displayName(identity.PatientName) || t('unnamed')}</b>
      <span data-testid="overlay-id">{identity.PatientID || t('noId')}</span>
      {full && (
        <span>
          {[identity.PatientBirthDate && format.date(identity.PatientBirthDate), age, sex]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
    </>
  );
}

const ageUnits: Readonly<Record<string, string>> = { D: 'day', W: 'week', M: 'month', Y: 'year' };

/** An AS value (`045Y`) in words; '' for anything else. */
function ageText(PatientAge: string, language: string): string {
  const [, value, letter = ''] = /^(\d{1,3})([DWMY])$/.exec(PatientAge) ?? [];
  const unit = ageUnits[letter];
  if (value === undefined || unit === undefined) return '';
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(Number(value));
}

function windowText(voi: Voi, format: (value: number) => string): string {
  if (voi.kind === 'table') {
    const { lower, upper } = rangeOf(voi);
    return `LUT ${format(lower)}–${format(upper)}`;
  }
  return `W ${format(voi.width)}  L ${format(voi.center)}`;
}

/**
 * Text in the corners and orientation letters at the edges, all from the film that is on the canvas
 * (`state.drawn`), never from the row that asked for it.
 */
export function Overlay({ state, full }: { readonly state: StageState; readonly full: boolean }) {
  const { t } = useTranslation('view');
  const format = useFormat();
  const header = state.drawn?.header ?? state.report?.header;
  if (!header) return null;
  const { identity } = header;
  const { drawn, stack } = state;
  const number = (value: number): string =>
    format.number(Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value));
  const laterality = drawn?.picture.presentation.Laterality || identity.Laterality;
  const lossy = header.lossy || syntaxOf(header.TransferSyntaxUID).lossy;
  const [ratio] = header.LossyImageCompressionRatio;
  const frames = header.layout.NumberOfFrames;
  return (
    <div className="overlay" aria-live="off">
      <div className="overlay-corner overlay-top-left">
        <PatientLines header={header} full={full} />
      </div>
      {full && (
        <div className="overlay-corner overlay-top-right">
          <span>
            {format.date(identity.StudyDate)} {format.time(identity.StudyTime)}
          </span>
          <span>{identity.StudyDescription}</span>
          <span>{identity.SeriesDescription}</span>
          <span>{identity.InstitutionName}</span>
        </div>
      )}
      <div className="overlay-warnings">
        {lossy && (
          <span data-testid="overlay-lossy">
            {ratio ? t('lossyRatio', { ratio: format.number(Math.round(ratio * 10) / 10) }) : t('lossy')}
          </span>
        )}
        {drawn?.picture.isCutShort && <span data-testid="overlay-cut-short">{t('cutShort')}</span>}
      </div>
      {full && drawn && (
        <>
          <div className="overlay-corner overlay-bottom-left">
            <b>
              {[identity.Modality, [laterality, identity.ViewPosition].filter(Boolean).join(' ')]
                .filter(Boolean)
                .join(' · ')}
            </b>
            <span>
              {t('imageOf', { index: drawn.position + 1, count: stack?.films.length ?? 1 })}
              {frames > 1 && ` · ${t('frameOf', { frame: drawn.picture.frame + 1, frames })}`}
              {state.playing &&
                ` · ${t('framesPerSecond', { number: format.number(state.framesPerSecond) })}`}
            </span>
            <span>
              {header.layout.Columns} × {header.layout.Rows} · {syntaxOf(header.TransferSyntaxUID).name}
            </span>
          </div>
          <div className="overlay-corner overlay-bottom-right">
            {drawn.voi && (
              <span data-testid="overlay-window">
                {windowText(drawn.voi, number)}
                {drawn.voi.kind === 'window' && drawn.voi.function !== 'LINEAR' && ` ${drawn.voi.function}`}
              </span>
            )}
            <span data-testid="overlay-zoom">
              {t('zoom')} {format.percent(drawn.scale)}
            </span>
            {(drawn.invertedByReader ||
              drawn.flippedHorizontally ||
              drawn.flippedVertically ||
              drawn.rotation !== 0) && (
              <span className="overlay-changed">
                {[
                  drawn.invertedByReader && t('inverted'),
                  (drawn.flippedHorizontally || drawn.flippedVertically) && t('flipped'),
                  drawn.rotation !== 0 && `${drawn.rotation}°`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            )}
          </div>
          <span className="overlay-edge overlay-edge-top">{drawn.edges.top}</span>
          <span className="overlay-edge overlay-edge-right">{drawn.edges.right}</span>
          <span className="overlay-edge overlay-edge-bottom">{drawn.edges.bottom}</span>
          <span className="overlay-edge overlay-edge-left">{drawn.edges.left}</span>
        </>
      )}
    </div>
  );
}
