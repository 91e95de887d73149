import type { Migration } from '../migrate.js';

/** What is to reach a repository, and how far it got. */
export const createSends: Migration = {
  version: 8,
  up() {},
};
