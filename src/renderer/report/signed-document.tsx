import { useTranslation } from 'react-i18next';
import type { ReportDocument } from '../../contract/index.js';
import { saidIn } from '../../domain/report/index.js';
import { useFormat } from '../ui/index.js';

/** A report or addendum that stays as it is. */
export function SignedDocument({ document }: { readonly document: ReportDocument }) {
  const { i18n } = useTranslation();
  const { number, language, signature } = document;
  const words = i18n.getFixedT(language, 'report');
  const f = useFormat(language);
  return (
    <article className="report-signed selectable" lang={language} data-testid={`report-signed-${number}`}>
      {saidIn(document).map(({ name, text }) => (
        <section key={name}>
          <h3>{name === 'addendum' ? `${words('addendum')} ${number}` : words(`section_${name}`)}</h3>
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
