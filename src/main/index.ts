import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, shell } from 'electron';
import log from 'electron-log/main';
import { type EventName, type EventPayload, isResearchCopy, type Language } from '../contract/index.js';
import { readHeader } from '../domain/dicom/index.js';
import { AnalyseService, analyseHandlers, builtInModels, siteModels } from './analyse/index.js';
import { annotateHandlers } from './annotate/index.js';
import { DeidentifyService, deidentifyHandlers, SecretKeeper } from './deidentify/index.js';
import { ImportService } from './import/index.js';
import { ReadService, readHandlers, siteTemplates } from './read/index.js';
import { ReceiveService } from './receive/index.js';
import { ReportService, reportHandlers } from './report/index.js';
import { ResearchService, researchHandlers } from './research/index.js';
import { ensureSampleDisc } from './sample/index.js';
import {
  answerRequests,
  describeApp,
  emit,
  explainStore,
  type Handlers,
  inUtilityProcess,
  type Launch,
  lockDown,
  openSettings,
  openWindow,
  osKeyStore,
  Paper,
  parseLaunch,
  preloadPath,
  Refusal,
  readLicences,
  registerScheme,
  type Screenshot,
  SystemDialogs,
  serve,
  setMenu,
  takeScreenshot,
  wordsIn,
} from './shell/index.js';
import { defaultStoreDir, openStore, StoreError, type WriteStore } from './store/index.js';
import { folderOf, LinkSecrets, SyncService, syncHandlers } from './sync/index.js';

/** How long what runs may take to stop when the application is told to. */
const STOP_MS = 8000;

const mainDir = fileURLToPath(new URL('.', import.meta.url));
const rendererDir = join(mainDir, '../renderer');
const devServer = process.env['ELECTRON_RENDERER_URL'];

// Tests and second workplaces keep their settings apart from the user's own.
const profile = process.env['TYNYS_PROFILE'];
if (profile !== undefined) app.setPath('userData', profile);

const own = app.isPackaged ? [] : [app.getAppPath(), fileURLToPath(import.meta.url)];
const launch = parseLaunch(process.argv.slice(1), process.cwd(), own);

// Films are drawn by WebGL: where there is no graphics card that can, Chromium does it on the processor, exactly but
// slower, once it is told that all content is ours.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
registerScheme();
app.setAppUserModelId('kz.tynys.workstation');

if (app.requestSingleInstanceLock({ paths: launch.paths, sample: launch.sample })) {
  app.whenReady().then(
    () => run(launch),
    () => app.exit(1),
  );
} else app.quit();

/** Undefined where it cannot be opened: then the program says why and ends. */
function openStoreOrEnd(dir: string, language: Language): WriteStore | undefined {
  try {
    mkdirSync(dir, { recursive: true });
    return openStore({ dir, mode: 'read-write', readHeader });
  } catch (error) {
    log.error('store cannot be opened:', error instanceof Error ? error.name : typeof error);
    const code = error instanceof StoreError ? error.code : 'internal';
    // Nobody is there to close a box on a picture's run.
    const said = launch.screenshot === undefined ? explainStore(language, code, dir) : Promise.resolve();
    void said.finally(() => app.exit(1));
    return undefined;
  }
}

function run(launch: Launch): void {
  const logDir = join(app.getPath('userData'), 'logs');
  log.transports.file.resolvePathFn = () => join(logDir, 'tynys.log');
  log.transports.file.level = 'info';
  log.transports.console.level = app.isPackaged ? false : 'info';
  log.errorHandler.startCatching({ showDialog: false });

  const storeDir = launch.store ?? defaultStoreDir();
  const settings = openSettings(app.getPath('userData'));
  if (launch.language !== undefined) settings.write({ language: launch.language });
  const opened = openStoreOrEnd(storeDir, settings.read().language);
  if (opened === undefined) return;
  const store = opened;

  const paper = new Paper();
  const readerName = (): string => settings.read().read.reader || userInfo().username;
  /** Where a study, an instance or a patient is kept: copies for research lie apart. */
  const shelfOf = (id: number) => (isResearchCopy(id) ? research.copies : store);
  /** Images came, from a medium or over the network. */
  const arrived = (studyIds: number[]): void => {
    tell('store:changed', { studyIds });
    opinions.arrived(studyIds);
  };
  // Before all the rest, which is got ready while the window's own process starts; no request of it comes before this
  // function has returned.
  lockDown(devServer);
  serve({
    rendererDir,
    devServer,
    object: (id) => shelfOf(id).openObject(id),
    released: (recordId) => store.releases.openReleased(recordId),
    preview: (itemId) => releases.preview(itemId),
    page: (pageId) => paper.page(pageId),
  });
  const window = openWindow(settings, preloadPath(mainDir));
  let screenshot: Screenshot | undefined;
  const tell = <E extends EventName>(name: E, payload: EventPayload<E>): void => emit(window, name, payload);

  const imports = new ImportService({
    store,
    workerUrl: new URL('./import-worker.js', import.meta.url),
    onProgress: (progress) => tell('import:progress', progress),
    onAnnounced: (announcement) => tell('import:announced', announcement),
    onStored: arrived,
    onDefect: (message) => log.error('import worker:', message),
  });

  const opinions = new AnalyseService({
    store,
    models: { builtIn: builtInModels(), site: siteModels(storeDir) },
    workerUrl: new URL('./analyse-worker.js', import.meta.url),
    launch: inUtilityProcess('Tynys inference'),
    productVersion: app.getVersion(),
    wishes: () => settings.read().analyse,
    onProgress: (progress) => tell('analyse:progress', progress),
    onChanged: (studyIds) => {
      tell('analyse:changed', { studyIds });
      // Results are objects of the study.
      tell('store:changed', { studyIds });
    },
    onDefect: (message) => log.error('inference process:', message),
  });

  const itemsChanged = (studyIds: number[]): void => tell('deidentify:changed', { studyIds });
  const releases = new DeidentifyService({
    store,
    secrets: new SecretKeeper(storeDir, osKeyStore()),
    workerUrl: new URL('./deidentify-worker.js', import.meta.url),
    onProgress: (progress) => tell('deidentify:progress', progress),
    onChanged: itemsChanged,
    onDefect: (message) => log.error('release worker:', message),
  });

  const linkSecrets = new LinkSecrets(storeDir, osKeyStore());
  const sync = new SyncService({
    store,
    secrets: linkSecrets,
    onStatus: (status) => tell('sync:status', status),
    onChanged: () => tell('sync:changed', null),
    onDefect: (message) => log.error('sending stopped:', message),
  });

  const research = new ResearchService({
    storeDir,
    workerUrl: new URL('./research-worker.js', import.meta.url),
    destination: (id) => store.sends.destination(id),
    placeOf: (one) => (one.kind === 'folder' ? folderOf(one, storeDir) : one.place),
    secret: (id) => linkSecrets.get(id),
    productVersion: app.getVersion(),
    onProgress: (progress) => tell('research:progress', progress),
    onDefect: (message) => log.error('research thread:', message),
  });

  const receiving = new ReceiveService({
    storeDir,
    workerUrl: new URL('./receive-worker.js', import.meta.url),
    wishes: () => settings.read().receive,
    onStatus: (status) => tell('receive:status', status),
    onStored: arrived,
    onDefect: (message) => log.error('receive worker:', message),
  });

  const reports = new ReportService({
    store,
    printer: paper,
    productVersion: app.getVersion(),
    author: readerName,
    institution: () => settings.read().report.institution,
    words: wordsIn,
    onChanged: (studyId) => {
      tell('report:changed', { studyIds: [studyId] });
      tell('store:changed', { studyIds: [studyId] });
    },
    onDefect: (message) => log.error('a signed report could not be stored:', message),
  });

  const forms = new ReadService({
    store,
    templateDir: siteTemplates(storeDir),
    reader: readerName,
    rules: () => settings.read().read,
    onChanged: (studyIds) => tell('read:changed', { studyIds }),
  });

  /** Imports and then shows the first study that it brought. */
  async function importAndOpen(paths: readonly string[]): Promise<void> {
    const job = imports.start(paths);
    screenshot?.expect('view');
    await imports.ended(job.id);
    const first = imports.firstStudy(job.id);
    if (first === undefined) screenshot?.expect('worklist');
    else tell('app:open-study', { studyId: first });
  }

  async function sampleDisc(): Promise<string> {
    const dir = join(app.getPath('userData'), 'sample-disc');
    await ensureSampleDisc(dir, { workerUrl: new URL('./sample-worker.js', import.meta.url) });
    return dir;
  }

  async function followUp(paths: readonly string[], sample: boolean): Promise<void> {
    if (paths.length > 0) await importAndOpen(paths);
    if (sample) await importAndOpen([await sampleDisc()]);
  }

  const itsWindow = (): BrowserWindow => {
    if (window.isDestroyed()) throw new Refusal('busy', 'There is no window.');
    return window;
  };
  const dialogs = new SystemDialogs(itsWindow, () => settings.read().language);
  const known = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Refusal('not-found', `${what} is not in the store.`);
    return value;
  };
  let launched = false;

  const handlers: Handlers = {
    'app:info': () => describeApp(storeDir, logDir),
    'app:licences': () => readLicences(rendererDir),
    'app:open-logs': async () => {
      mkdirSync(logDir, { recursive: true });
      await shell.openPath(logDir);
      return null;
    },
    'app:open-store': async () => {
      await shell.openPath(storeDir);
      return null;
    },
    'app:ready': () => {
      if (!launched) {
        launched = true;
        opinions.start();
        sync.start();
        void receiving.follow();
        reports.start();
        void followUp(launch.paths, launch.sample);
      }
      return null;
    },
    'app:settled': (at) => {
      screenshot?.settled(at?.screen);
      return null;
    },
    'settings:read': () => settings.read(),
    'settings:write': (change) => {
      const written = settings.write(change);
      void receiving.follow();
      return written;
    },
    'receive:status': () => receiving.status(),

    'store:studies': (query) => store.studies(query),
    'store:patient-studies': ({ patientId }) => shelfOf(patientId).patientStudies(patientId),
    'store:content': ({ studyId }) => known(shelfOf(studyId).content(studyId), 'This study'),
    'store:mark-opened': ({ studyId }) => {
      if (isResearchCopy(studyId)) return null;
      store.markOpened(studyId);
      tell('store:changed', { studyIds: [studyId] });
      return null;
    },
    'store:find-study': (by) => store.findStudy(by)[0] ?? null,

    'import:choose': ({ kind }) => dialogs.chooseImport(kind),
    'import:discs': () => imports.discs(),
    'import:start': ({ paths }) => imports.start(paths),
    'import:sample': async () => imports.start([await sampleDisc()]),
    'import:cancel': ({ jobId }) => {
      imports.cancel(jobId);
      return null;
    },
    'import:resume': ({ jobId }) => imports.resume(jobId),
    'import:prioritise': ({ jobId, StudyInstanceUID }) => {
      imports.prioritise(jobId, StudyInstanceUID);
      return null;
    },
    'import:jobs': () => store.jobs(),
    'import:announced': () => imports.announced(),
    'import:report': ({ jobId, result, offset, limit }) =>
      store.report(jobId, { ...(result === undefined ? {} : { result }), offset, limit }),
    'import:export-report': async ({ jobId, format }) => {
      const path = await dialogs.chooseSave('saveReport', `tynys-import-${jobId}.${format}`);
      if (path !== null) await writeFile(path, imports.reportAs(jobId, format));
      return path;
    },
    'import:films': () => store.films(),
    'import:film-preview': ({ filmId }) => imports.filmPreview(filmId),
    'import:assign-films': ({ filmIds, identity }) => imports.assignFilms(filmIds, identity),
    'import:dismiss-films': ({ filmIds }) => {
      store.dismissFilms(filmIds);
      return null;
    },

    ...readHandlers(forms),
    ...analyseHandlers(opinions, store, () => dialogs.chooseFolder('modelFolder')),
    ...annotateHandlers({
      store,
      productVersion: app.getVersion(),
      onChanged: (studyIds) => tell('annotate:changed', { studyIds }),
      onWritten: (studyIds) => tell('store:changed', { studyIds }),
    }),
    ...deidentifyHandlers(releases, store, itemsChanged, {
      chooseFolder: () => dialogs.chooseFolder('releasedFolder'),
      chooseFile: (name) => dialogs.chooseSave('saveRecords', name),
    }),
    ...syncHandlers(sync, store, () => dialogs.chooseFolder('repositoryFolder')),
    ...researchHandlers(research, () => dialogs.chooseFolder('trainingSetFolder')),
    ...reportHandlers(reports, store, (name) => dialogs.chooseSave('savePdf', name)),
  };

  setMenu();
  answerRequests(handlers);
  if (launch.screenshot !== undefined) {
    screenshot = takeScreenshot(window, launch.screenshot);
    if (launch.sample || launch.paths.length > 0) screenshot.expect('view');
  }

  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const { paths = [], sample = false } = data as { paths?: string[]; sample?: boolean };
    if (window.isMinimized()) window.restore();
    window.focus();
    void followUp(paths, sample);
  });
  // macOS hands a double-clicked file over this way.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void followUp([path], false);
  });
  app.on('window-all-closed', () => app.quit());
  let isStopped = false;
  app.on('will-quit', (event) => {
    if (isStopped) {
      store.close();
      return;
    }
    // They are asked to stop between two files; what they had settled is already safe, and what does not stop in time
    // is as safe as after a power cut.
    event.preventDefault();
    const stopping = [sync, receiving, research, imports, releases, opinions].map(async (one) => one.close());
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_MS));
    void Promise.race([Promise.allSettled([...stopping, reports.settled()]), patience]).then(() => {
      isStopped = true;
      // A second quit within the first one is not heard: one turn of the loop at least.
      setImmediate(() => app.quit());
    });
  });
}
