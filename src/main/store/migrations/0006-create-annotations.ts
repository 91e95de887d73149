import type { Migration } from '../migrate.js';

/** What readers draw and measure, and its history. */
export const createAnnotations: Migration = {
  version: 6,
  up() {},
};
