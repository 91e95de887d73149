import { IconRobot, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FoundStudy } from '../../contract/index.js';
import { isStated } from '../../domain/research/index.js';

/** What counts as found, each once, with whose word it is: a model's never looks like a reader's. */
export function VoiceBadges({ findings }: Pick<FoundStudy, 'findings'>) {
  const { t } = useTranslation('research');
  const stated = findings.filter((one) => isStated(one));
  const unique = new Map(stated.map((one) => [`${one.voice} ${one.code.CodeMeaning}`, one]));
  return (
    <span className="research-badges">
      {[...unique].map(([key, { code, voice }]) => (
        <span key={key} className="research-badge" data-voice={voice} title={t(`voice_${voice}`)}>
          {voice === 'model' ? <IconRobot size={12} /> : <IconUser size={12} />}
          <span className="only-heard">{t(`voice_${voice}`)}</span>
          {code.CodeMeaning}
        </span>
      ))}
    </span>
  );
}
