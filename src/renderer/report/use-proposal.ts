import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Readings, ReportTemplate, ReportTexts, TemplateWords } from '../../contract/index.js';
import { emptyTexts } from '../../domain/report/index.js';
import { requestOptions, useFormat } from '../ui/index.js';
import { type FormText, formText } from './form-sentences.js';
import { comparisonText } from './sentences.js';

/** What a report could begin with, before anybody has written a word of it. */
export interface Proposal {
  readonly texts: ReportTexts;
  /** Undefined where no template for this study speaks the language. */
  readonly template: TemplateWords | undefined;
}

/** From the template, the earlier studies of the patient, and the reader's form; undefined while they are being read. */
export function useProposal(studyId: number, language: Language): Proposal | undefined {
  const { i18n } = useTranslation();
  const format = useFormat(language);
  const study = useQuery(requestOptions('store:content', { studyId })).data?.study;
  const ofPatient = useQuery({
    ...requestOptions('store:patient-studies', { patientId: study?.patientId ?? 0 }),
    enabled: study !== undefined,
  }).data;
  const templates = useQuery(requestOptions('report:templates')).data;
  const form = useForm(studyId, language);
  return useMemo(() => {
    if (study === undefined || ofPatient === undefined || templates === undefined) return undefined;
    const t = i18n.getFixedT(language, 'report');
    const fitting = templates.flatMap((entry) =>
      entry.ok && fits(entry.template, study.ModalitiesInStudy) ? [entry.template] : [],
    );
    // A site's own come after the product's, and go before them.
    const template = fitting.findLast(({ languages }) => languages[language] !== undefined)?.languages[
      language
    ];
    const comparison = comparisonText(study, ofPatient, format, t);
    const findings = form === undefined ? {} : form.normal ? template?.normal : { findings: form.text };
    return { template, texts: { ...emptyTexts, ...template?.texts, comparison, ...findings } };
  }, [study, ofPatient, templates, form, format, i18n, language]);
}

const fits = ({ modalities }: ReportTemplate, ofStudy: readonly string[]): boolean =>
  modalities.length === 0 || modalities.some((modality) => ofStudy.includes(modality));

/** The reader's own form about the study in sentences, else the consensus; undefined where there is neither. */
export function useForm(studyId: number, language: Language): FormText | undefined {
  const { i18n } = useTranslation();
  const readings = useQuery(requestOptions('read:of-studies', { studyIds: [studyId] })).data;
  return useMemo(
    () => readings && formOf(readings, language, i18n.getFixedT(language, 'report')),
    [readings, language, i18n],
  );
}

function formOf(
  { reader, readings, templates }: Readings,
  language: Language,
  t: TFunction<'report'>,
): FormText | undefined {
  const consensus = readings.filter(({ role }) => role === 'adjudicator');
  const own = readings.filter((form) => form.role === 'reader' && form.reader === reader);
  const forms = (consensus.length > 0 ? consensus : own).flatMap((form) => {
    const template = templates[form.template];
    return template === undefined ? [] : [formText(form, template, language, t)];
  });
  if (forms.length === 0) return undefined;
  return {
    normal: forms.every(({ normal }) => normal),
    text: forms
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
  };
}
