import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Language, ReportDocument, ReportTexts, TemplateWords } from '../../contract/index.js';
import { emptyTexts } from '../../domain/report/index.js';
import { changeSettings, listen, queryClient, requestOptions, useSettings } from '../ui/index.js';
import { type Draft, useDrafts, write } from './drafts.js';
import { useProposal } from './use-proposal.js';

/** Reads reports again when they change. @returns a function that ends it */
export function followReports(): () => void {
  return listen('report:changed', () => {
    void queryClient.invalidateQueries({ queryKey: ['report:of-study'] });
  });
}

/** What is being written on a study. */
export interface WrittenReport {
  /** The report and its addenda that are signed, in order. */
  readonly signed: readonly ReportDocument[];
  /** What can be written now: the report, or an addendum that was begun; null: everything is signed. */
  readonly open: OpenDocument | null;
  readonly language: Language;
  /** Undefined where no template speaks the report's language. */
  readonly template: TemplateWords | undefined;
  beginAddendum(): void;
}

export interface OpenDocument {
  readonly number: number;
  readonly language: Language;
  readonly texts: ReportTexts;
  /** Undefined until something was written here. */
  readonly draft: Draft | undefined;
  write(texts: Partial<ReportTexts>): void;
  speak(language: Language): void;
}

/** The report of a study as it stands here and now; undefined while it is being read. */
export function useReport(studyId: number): WrittenReport | undefined {
  const documents = useQuery(requestOptions('report:of-study', { studyId })).data;
  const draft = useDrafts((drafts) => drafts[studyId]);
  const settings = useSettings().report;
  const { i18n } = useTranslation();
  const signed = documents?.filter(({ signature }) => signature !== null) ?? [];
  const unsigned = documents?.find(({ signature }) => signature === null);
  const number = signed.length;
  const own = draft?.number === number ? draft : undefined;
  const language =
    own?.language ??
    unsigned?.language ??
    signed[0]?.language ??
    settings.language ??
    (i18n.language as Language);
  const proposal = useProposal(studyId, language);
  if (documents === undefined || proposal === undefined) return undefined;

  const proposed = own === undefined && unsigned === undefined;
  const texts = own?.texts ?? unsigned?.texts ?? (number === 0 ? proposal.texts : emptyTexts);
  const current = { studyId, number, language, texts };
  return {
    signed,
    language,
    template: proposal.template,
    open:
      proposed && number > 0
        ? null
        : {
            ...current,
            draft: own,
            write: (changed) => write({ ...current, texts: { ...texts, ...changed } }),
            // What nobody has written yet is proposed in the other language.
            speak: (chosen) =>
              proposed
                ? void changeSettings({ report: { ...settings, language: chosen } })
                : write({ ...current, language: chosen }),
          },
    beginAddendum: () => write({ ...current, texts: emptyTexts }),
  };
}
