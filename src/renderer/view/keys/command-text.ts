import type { TFunction } from 'i18next';
import { type CommandId, drawnBy, isDrawCommand } from './commands.js';

/** What a command is called on buttons, in menus and in the help sheet. */
export const commandText = (t: TFunction<['view', 'annotate']>, id: CommandId): string =>
  isDrawCommand(id) ? t(`annotate:kind.${drawnBy(id)}`) : t(`command.${id}`);
