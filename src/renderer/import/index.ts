export { chooseAndImport, followImports } from './activity.js';
export { DropTarget } from './drop-target.js';
export { FilmsDialog } from './films-dialog.js';
export { FilmsIndicator } from './films-indicator.js';
export { ImportButton } from './import-button.js';
export { ImportCards } from './import-cards.js';
export { ImportIndicator } from './import-indicator.js';
export { ImportsScreen } from './imports-screen.js';
export { ImportInvitation } from './invitation.js';
