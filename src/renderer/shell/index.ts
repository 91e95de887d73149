export { HelpDialog } from './help-dialog.js';
export { Mark } from './mark.js';
export {
  closeStudy,
  cycleStudies,
  openStudy,
  show,
  showDialog,
  showReport,
  useNavigation,
} from './navigation.js';
export { TopBar } from './top-bar.js';
