import { settingsNow } from '../ui/index.js';

/** Under whose name is drawn; '' while nobody has said who they are. */
export const readerName = (): string => settingsNow()?.read.reader ?? '';
