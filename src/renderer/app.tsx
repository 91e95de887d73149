import { Loader } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Activity, Fragment, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isResearchCopy, type SeriesRow } from '../contract/index.js';
import {
  AnalyseIndicator,
  AnalyseSettings,
  CourseDialog,
  followAnalyses,
  useOpinionSlot,
} from './analyse/index.js';
import { followAnnotations, useAnnotationSlot } from './annotate/index.js';
import {
  askForRelease,
  type ComparisonProps,
  followReview,
  ReleaseDialog,
  ReleaseIndicator,
  ReleaseSettings,
  ReviewScreen,
} from './deidentify/index.js';
import {
  chooseAndImport,
  DropTarget,
  FilmsDialog,
  FilmsIndicator,
  followImports,
  ImportButton,
  ImportCards,
  ImportIndicator,
  ImportInvitation,
  ImportsScreen,
} from './import/index.js';
import { followReadings, ReadSettings, useFormSlot } from './read/index.js';
import { followReceiving, ReceiveSettings } from './receive/index.js';
import { type DrawFrame, followReports, ReportSettings, useReportTab } from './report/index.js';
import { CopyNotice, ResearchScreen, silentAnnotations, silentOpinion } from './research/index.js';
import { AboutDialog, SettingsScreen } from './settings/index.js';
import {
  closeStudy,
  cycleStudies,
  HelpDialog,
  Mark,
  openStudy,
  show,
  showDialog,
  showReport,
  TopBar,
  useNavigation,
} from './shell/index.js';
import { followSync, SyncIndicator, SyncScreen } from './sync/index.js';
import { ErrorBoundary, followStoreChanges, listen, request } from './ui/index.js';
import {
  type BesideTab,
  bringSeries,
  Comparison,
  drawFilm,
  HangingSettings,
  keepStudies,
  ObjectThumbnail,
  openBeside,
  preloadViewer,
  ReleasedPicture,
  SeriesThumbnail,
  Viewer,
} from './view/index.js';
import { nextUnread, Worklist } from './worklist/index.js';
import './app.css';

const renderThumbnail = (series: SeriesRow): ReactNode => <SeriesThumbnail series={series} />;

const renderInstance = (object: `object/${number}`): ReactNode => (
  <ObjectThumbnail object={object} frame={0} />
);
// Fetched with the viewer's code, which must not keep the screen around them waiting.
const renderComparison = (props: ComparisonProps): ReactNode => (
  <Suspense fallback={<Opening />}>
    <Comparison {...props} />
  </Suspense>
);
const renderReleased = (object: `released/${number}`): ReactNode => (
  <Suspense fallback={<Opening />}>
    <ReleasedPicture object={object} />
  </Suspense>
);

const drawFrame: DrawFrame = ({ studyId, instanceId, frame }) =>
  drawFilm({ studyId, object: `object/${instanceId}`, frame: frame - 1 });

/** Opens a study, with one of its series in front where one was chosen. */
function open(studyId: number, seriesId?: number): void {
  if (seriesId !== undefined) bringSeries(studyId, seriesId);
  openStudy(studyId);
}

let ready = false;

/** Tells the main process that a screen shows all that it has to show; the first time, that it takes events. */
async function settled(screen: string): Promise<void> {
  if (!ready) {
    ready = true;
    await request('app:ready', { screen });
  }
  await request('app:settled', { screen });
}

/** Composes the screens; they know nothing of each other. */
export function App() {
  const { screen, openStudies, studyId, importJobId, dialog } = useNavigation();

  useEffect(() => {
    const stops = [
      followStoreChanges(),
      followImports(),
      followReview(),
      followAnalyses(),
      followSync(),
      followAnnotations(),
      followReadings(),
      followReceiving(),
      followReports(),
      listen('app:open-study', (study) => openStudy(study.studyId)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const [courseOf, setCourseOf] = useState<number | null>(null);
  const opinion = useOpinionSlot(setCourseOf);
  const annotations = useAnnotationSlot();
  const form = useFormSlot();
  const report = useReportTab({
    studyId,
    drawFrame,
    onNext: async () => {
      const next = studyId === null ? undefined : await nextUnread(studyId);
      if (next !== undefined) openStudy(next);
      return next !== undefined;
    },
  });
  const { t } = useTranslation(['analyse', 'annotate']);
  const beside: readonly BesideTab[] = [
    { name: 'opinion', label: t('analyse:tab'), render: opinion.beside },
    { name: 'annotations', label: t('annotate:tab'), render: annotations.beside },
    form,
    report,
  ];
  const overFilms: typeof opinion.over = (film, ...where) => [
    <Fragment key="form">{form.over(film, ...where)}</Fragment>,
    <Fragment key="opinion">{opinion.over(film, ...where)}</Fragment>,
  ];
  useEffect(() => keepStudies(openStudies), [openStudies]);
  useHotkeys(
    [
      ['mod+O', () => void chooseAndImport('folder')],
      ['mod+1', () => show('worklist')],
      ['mod+2', () => show('release')],
      ['ctrl+Tab', () => cycleStudies(1)],
      ['ctrl+shift+Tab', () => cycleStudies(-1)],
      ['mod+W', () => studyId !== null && closeStudy(studyId)],
      ['mod+,', () => show('settings')],
      ['F1', () => showDialog('help')],
    ],
    [],
  );

  return (
    <div className="app">
      <TopBar>
        <AnalyseIndicator />
        <FilmsIndicator />
        <ImportIndicator unasked={screen !== 'view'} />
        {screen !== 'release' && <ReleaseIndicator onOpen={() => show('release')} />}
        {screen !== 'sync' && <SyncIndicator onOpen={() => show('sync')} />}
        <ImportButton />
      </TopBar>
      <main className="app-screen">
        {/* Hidden, not unmounted, so that coming back from a film finds the list where it was. */}
        <Activity mode={screen === 'worklist' ? 'visible' : 'hidden'}>
          <Screen>
            <Worklist
              onOpen={open}
              onRelease={askForRelease}
              onSettled={() => {
                void settled('worklist');
                preloadViewer();
              }}
              invitation={<ImportInvitation />}
              renderThumbnail={renderThumbnail}
            />
          </Screen>
        </Activity>
        {screen === 'imports' && (
          <Screen>
            <ImportsScreen
              selectedJobId={importJobId}
              onSelect={showReport}
              onSettled={() => void settled('imports')}
            />
          </Screen>
        )}
        {screen === 'release' && (
          <Screen>
            <ReviewScreen
              renderComparison={renderComparison}
              renderThumbnail={renderInstance}
              renderReleased={renderReleased}
              onWorklist={() => show('worklist')}
              onSettled={() => void settled('release')}
            />
          </Screen>
        )}
        {screen === 'sync' && (
          <Screen>
            <SyncScreen onSettled={() => void settled('sync')} />
          </Screen>
        )}
        {screen === 'research' && (
          <Screen>
            <ResearchScreen
              onOpen={openStudy}
              renderPreview={renderInstance}
              onSettled={() => void settled('research')}
            />
          </Screen>
        )}
        {screen === 'settings' && (
          <Screen>
            <SettingsScreen onSettled={() => void settled('settings')}>
              <ReadSettings />
              <ReportSettings />
              <ReceiveSettings />
              <HangingSettings />
              <AnalyseSettings />
              <ReleaseSettings />
            </SettingsScreen>
          </Screen>
        )}
        {screen === 'view' && studyId !== null && isResearchCopy(studyId) && (
          <Screen>
            <CopyNotice>
              <Viewer
                key={studyId}
                studyId={studyId}
                onRelease={() => undefined}
                onClose={() => closeStudy(studyId)}
                opinion={silentOpinion}
                annotations={silentAnnotations}
                beside={[]}
              />
            </CopyNotice>
          </Screen>
        )}
        {screen === 'view' && studyId !== null && !isResearchCopy(studyId) && (
          <Screen>
            <Viewer
              key={studyId}
              studyId={studyId}
              onRelease={() => askForRelease([studyId])}
              onClose={() => closeStudy(studyId)}
              opinion={{ ...opinion, over: overFilms }}
              annotations={annotations}
              beside={beside}
            />
          </Screen>
        )}
      </main>
      {/* The imports screen says it all itself; over a film nothing may lie unasked. */}
      {screen !== 'imports' && <ImportCards onReport={showReport} unasked={screen !== 'view'} />}
      <FilmsDialog />
      <ReleaseDialog onProposed={() => show('release')} />
      <CourseDialog
        patientId={courseOf}
        onClose={() => setCourseOf(null)}
        onOpenBeside={(guestId, SOPInstanceUID) => {
          setCourseOf(null);
          if (studyId !== null) void openBeside(studyId, guestId, SOPInstanceUID);
        }}
      />
      <HelpDialog />
      <AboutDialog opened={dialog === 'about'} onClose={() => showDialog('none')} mark={<Mark size={40} />} />
      <DropTarget />
    </div>
  );
}

function Screen({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<Opening />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Opening() {
  const { t } = useTranslation('shell');
  return (
    <div className="app-opening" role="status">
      <Loader size="sm" />
      {t('viewerLoading')}
    </div>
  );
}
