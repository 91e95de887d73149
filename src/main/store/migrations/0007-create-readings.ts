import type { Migration } from '../migrate.js';

/** What readers conclude: findings forms and reports. */
export const createReadings: Migration = {
  version: 7,
  up() {},
};
