import analyse from './analyse.json';
import annotate from './annotate.json';
import common from './common.json';
import deidentify from './deidentify.json';
import dialog from './dialog.json';
import error from './error.json';
import hang from './hang.json';
import imports from './import.json';
import read from './read.json';
import receive from './receive.json';
import report from './report.json';
import research from './research.json';
import settings from './settings.json';
import shell from './shell.json';
import sync from './sync.json';
import view from './view.json';
import worklist from './worklist.json';

/** Every word on the screen in this language, by the stage that shows it. */
export const kk = {
  analyse,
  annotate,
  common,
  deidentify,
  dialog,
  error,
  hang,
  import: imports,
  read,
  receive,
  report,
  research,
  settings,
  shell,
  sync,
  view,
  worklist,
};
