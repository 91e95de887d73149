import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Destination, LinkOptions } from '../../contract/index.js';
import type { WriteStore } from '../store/index.js';
import { WrongCall } from './output.js';
import type { Call } from './verb.js';

/** Options of verbs that send somewhere. */
export const LINK_OPTIONS = {
  to: { type: 'string' },
  user: { type: 'string' },
  'allow-http': { type: 'boolean' },
} as const;

/** Password or token of a link, from the environment: a command line is seen by everybody on the machine. */
export function linkSecret(): string | undefined {
  return process.env['TYNYS_PASSWORD'] ?? process.env['TYNYS_TOKEN'];
}

/** The destinations that a call is about: the one that `--to` names, without it all of the store. */
export function destinationsFor(store: WriteStore, values: Call['values']): Destination[] {
  if (values['to'] !== undefined) return [destinationFor(store, values)];
  if (values['user'] !== undefined) throw new WrongCall('--user belongs to a --to URL');
  return store.sends.destinations();
}

/** The destination that `--to` names, remembered. @throws WrongCall where it names none */
export function destinationFor(store: WriteStore, values: Call['values']): Destination {
  const { to } = values;
  if (typeof to !== 'string' || to === '') throw new WrongCall('--to URL|DIR is needed');
  const isUrl = /^https?:\/\//i.test(to);
  const place = isUrl ? to.replace(/\/+$/, '') : resolve(to);
  if (!isUrl) mkdirSync(place, { recursive: true });
  const known = store.sends.destinations().find((each) => each.place === place);
  const options = {
    ...(known?.options ?? LinkOptions.parse({})),
    ...(isUrl ? linkFor(values, known) : {}),
  };
  const draft = {
    name: '',
    automatic: false,
    ...known,
    kind: isUrl ? ('stow' as const) : ('folder' as const),
  };
  return store.sends.saveDestination({ ...draft, place, options }, known?.id);
}

function linkFor(values: Call['values'], known: Destination | undefined): Partial<LinkOptions> {
  const { user } = values;
  const allowPlainHttp = values['allow-http'] === true || (known?.options.allowPlainHttp ?? false);
  if (typeof user === 'string') return { login: { kind: 'basic', user }, allowPlainHttp };
  const isToken = process.env['TYNYS_TOKEN'] !== undefined && process.env['TYNYS_PASSWORD'] === undefined;
  return isToken ? { login: { kind: 'bearer' }, allowPlainHttp } : { allowPlainHttp };
}
