import { Button, Loader, Menu, NativeSelect } from '@mantine/core';
import { IconArrowRight, IconFileText, IconHistory, IconPrinter, IconSignature } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language, type ReportTexts } from '../../contract/index.js';
import { canBeSigned, reportStateOf, sectionNames } from '../../domain/report/index.js';
import {
  FailureMessage,
  IconAction,
  languageNames,
  request,
  requestOptions,
  useFailureText,
  useFormat,
} from '../ui/index.js';
import { flush } from './drafts.js';
import { HistoryDialog } from './history-dialog.js';
import { InsertMenu } from './insert-menu.js';
import { type DrawFrame, drawKeyPictures } from './key-images.js';
import { SectionEditor } from './section-editor.js';
import { SignDialog } from './sign-dialog.js';
import { SignedDocument } from './signed-document.js';
import { type OpenDocument, useReport, type WrittenReport } from './use-report.js';
import { useReportKeys } from './use-report-keys.js';
import './report-panel.css';

export interface ReportPanelProps {
  readonly studyId: number;
  readonly drawFrame: DrawFrame;
  /** Opens the next study that nobody has reported. @returns false where there is none */
  readonly onNext: () => Promise<boolean>;
}

/** The report beside its films: written, kept by itself, signed, printed. */
export function ReportPanel(props: ReportPanelProps) {
  const { studyId } = props;
  const { t } = useTranslation('report');
  const report = useReport(studyId);
  const documents = useQuery(requestOptions('report:of-study', { studyId }));
  const state = reportStateOf(documents.data ?? []);
  return (
    <aside className="report-panel" aria-label={t('title')} data-testid="report" data-state={state}>
      <header>
        <h2>{t('title')}</h2>
        <span className="report-state" data-state={state}>
          {t(`state_${state}`)}
        </span>
      </header>
      {documents.isError && (
        <FailureMessage error={documents.error} onRetry={() => void documents.refetch()} />
      )}
      {report === undefined ? (
        !documents.isError && <Loader size="xs" />
      ) : (
        <Written key={studyId} {...props} report={report} />
      )}
    </aside>
  );
}

interface WrittenProps extends ReportPanelProps {
  readonly report: WrittenReport;
}

function Written({ studyId, drawFrame, onNext, report }: WrittenProps) {
  const { t } = useTranslation('report');
  const { signed, open, template } = report;
  const [signing, setSigning] = useState(false);
  const [history, setHistory] = useState(false);
  const paper = usePaper(studyId, drawFrame);
  const [noNext, setNoNext] = useState(false);
  const next = async (): Promise<void> => setNoNext(!(await onNext()));
  const signable = open !== null && canBeSigned(open);
  const printable = signed.length > 0 || open?.draft !== undefined;

  const normal = (): void => {
    if (open?.number === 0 && template) open.write(template.normal);
  };
  useReportKeys({
    normal,
    sign: () => signable && setSigning(true),
    next: () => void next(),
    snippet: (index) => {
      const snippet = template?.snippets[index];
      if (open?.number === 0 && snippet) open.write(withText(open.texts, snippet.section, snippet.text));
    },
  });

  return (
    <>
      <div className="report-scroll">
        {signed.map((document) => (
          <SignedDocument key={document.number} document={document} />
        ))}
        {open !== null && <Editor studyId={studyId} open={open} report={report} onNormal={normal} />}
        {open === null && (
          <Button variant="default" onClick={report.beginAddendum}>
            {t('writeAddendum')}
          </Button>
        )}
      </div>
      <p className="report-said" role="status">
        {open?.draft ? <Kept open={open} /> : (paper.said ?? (noNext ? t('noneUnread') : ''))}
      </p>
      <footer>
        <Button
          leftSection={<IconSignature size={14} />}
          disabled={!signable}
          title={signable || open === null ? 'F9' : t('cannotSign')}
          data-testid="report-sign"
          onClick={() => setSigning(true)}
        >
          {t('sign')}
        </Button>
        <span className="report-tools">
          <IconAction
            label={t('print')}
            icon={<IconPrinter size={16} />}
            disabled={paper.busy || !printable}
            onClick={() => void paper.print()}
          />
          <IconAction
            label={t('savePdf')}
            icon={<IconFileText size={16} />}
            disabled={paper.busy || !printable}
            onClick={() => void paper.savePdf()}
          />
          <IconAction
            label={t('history')}
            icon={<IconHistory size={16} />}
            onClick={() => setHistory(true)}
          />
          <IconAction
            label={t('next')}
            shortcut="F10"
            icon={<IconArrowRight size={16} />}
            onClick={() => void next()}
          />
        </span>
      </footer>
      {open !== null && (
        <SignDialog
          opened={signing}
          studyId={studyId}
          open={open}
          drawFrame={drawFrame}
          onClose={() => setSigning(false)}
          onNext={() => void next()}
        />
      )}
      <HistoryDialog
        opened={history}
        studyId={studyId}
        number={Math.max(0, open === null ? signed.length - 1 : open.number)}
        onClose={() => setHistory(false)}
      />
    </>
  );
}

interface EditorProps {
  readonly studyId: number;
  readonly open: OpenDocument;
  readonly report: WrittenReport;
  readonly onNormal: () => void;
}

/** The sections of a report, or the one text of an addendum. */
function Editor({ studyId, open, report, onNormal }: EditorProps) {
  const { t, i18n } = useTranslation('report');
  const words = i18n.getFixedT(open.language, 'report');
  const { template } = report;
  if (open.number > 0) {
    return (
      <SectionEditor
        label={`${words('addendum')} ${open.number}`}
        value={open.texts.addendum}
        onChange={(addendum) => open.write({ addendum })}
        autoFocus
      />
    );
  }
  return (
    <>
      <div className="report-bar">
        <Button
          variant="default"
          disabled={template === undefined}
          title="F8"
          data-testid="report-normal"
          onClick={onNormal}
        >
          {t('normal')}
        </Button>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" disabled={template === undefined}>
              {t('snippets')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {template?.snippets.map(({ title, section, text }, index) => (
              <Menu.Item
                key={title}
                rightSection={index < 9 ? <kbd>{`Alt+${index + 1}`}</kbd> : undefined}
                onClick={() => open.write(withText(open.texts, section, text))}
              >
                {title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <InsertMenu
          studyId={studyId}
          language={open.language}
          onInsert={(text) => open.write(withText(open.texts, 'findings', text))}
        />
        <NativeSelect
          aria-label={t('language')}
          value={open.language}
          data={Language.options.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(event) => open.speak(Language.parse(event.currentTarget.value))}
        />
      </div>
      {sectionNames.map((name) => (
        <SectionEditor
          key={name}
          label={words(`section_${name}`)}
          value={open.texts[name]}
          minRows={name === 'findings' ? 5 : name === 'impression' ? 2 : 1}
          onChange={(text) => open.write({ [name]: text })}
        />
      ))}
    </>
  );
}

/** A section with a paragraph more. */
function withText<N extends keyof ReportTexts>(
  texts: ReportTexts,
  section: N,
  text: string,
): Partial<ReportTexts> {
  const before = texts[section].trimEnd();
  return { [section]: before === '' ? text : `${before}\n${text}` };
}

/** How far what is written has been kept. */
function Kept({ open: { draft } }: { readonly open: OpenDocument }) {
  const { t } = useTranslation('report');
  const f = useFormat();
  const failureText = useFailureText();
  switch (draft?.kept) {
    case undefined:
      return null;
    case 'failed':
      return <span className="report-failed">{t('notSaved', { reason: failureText(draft.error) })}</span>;
    case 'saved':
      return t('saved', { time: f.dateTime(draft.savedAt ?? '') });
    default:
      return t('saving');
  }
}

/** Printing and saving as PDF, one at a time. */
function usePaper(studyId: number, drawFrame: DrawFrame) {
  const { t } = useTranslation('report');
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string>();
  const make = async (work: () => Promise<string | undefined>): Promise<void> => {
    setBusy(true);
    try {
      await flush(studyId);
      setSaid(await work());
    } catch (error) {
      setSaid(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  const pictures = () => drawKeyPictures(studyId, drawFrame);
  return {
    busy,
    said,
    print: () =>
      make(async () => {
        await request('report:print', { studyId, pictures: await pictures() });
        return undefined;
      }),
    savePdf: () =>
      make(async () => {
        const path = await request('report:save-pdf', { studyId, pictures: await pictures() });
        return path === null ? undefined : t('pdfSaved', { path });
      }),
  };
}
