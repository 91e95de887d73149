import { useTranslation } from 'react-i18next';
import type { ReportDocument } from '../../contract/index.js';
import { sectionNames } from '../../domain/report/index.js';
import { useFormat } from '../ui/index.js';

/** A report or addendum that stays as it is. */
export function SignedDocument({ document }: { readonly document: ReportDocument }) {
  const { i18n } = useTranslation();
  const { number, language, texts, signature } = document;
  const words = i18n.getFixedT(language, 'report');
  const f = useFormat(language);
  const parts =
    number === 0
      ? sectionNames.map((name) => [words(`section_${name}`), texts[name]] as const)
      : [[`${words('addendum')} ${number}`, texts.addendum] as const];
  return (
    <article className="report-signed selectable" lang={language} data-testid={`report-signed-${number}`}>
      {parts
        .filter(([, text]) => text.trim() !== '')
        .map(([heading, text]) => (
          <section key={heading}>
            <h3>{heading}</h3>
            <p>{text}</p>
          </section>
        ))}
      {signature !== null && (
        <p className="report-signature">
          {words('signedBy')} <strong>{signature.name}</strong>
          {signature.role !== '' && `, ${signature.role}`} · {f.dateTime(signature.signedAt)}
        </p>
      )}
    </article>
  );
}
