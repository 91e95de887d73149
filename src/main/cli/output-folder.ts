import { mkdirSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { ReadStore } from '../store/index.js';
import { WrongCall } from './output.js';

/** The folder that a verb writes to, made where it is missing. @throws WrongCall where it is inside the store */
export function outputFolder(store: ReadStore, option: string, given: string): string {
  const dir = resolve(given);
  mkdirSync(dir, { recursive: true });
  if (`${realpathSync(dir)}${sep}`.startsWith(`${realpathSync(store.dir)}${sep}`)) {
    throw new WrongCall(`--${option} is inside the store`);
  }
  return dir;
}
