import type { Found, FoundFile, Obstacle } from './found-file.js';

/** A folder, disc or archive: what it holds, and what its DICOMDIR refers to. */
export interface Tree {
  /** The DICOMDIR at its root. */
  dicomdir(): FoundFile | undefined;
  /**
   * Finds what a Referenced File ID means, tolerant of how media are mounted and copied.
   *
   * @param components names from the root down, none of them unsafe
   */
  resolve(components: readonly string[]): FoundFile | Obstacle;
  /** Everything in it, in a steady order. */
  files(): Iterable<Found>;
}

/** Names that only a hostile or broken DICOMDIR uses: they would lead out of the medium. */
export function isUnsafeComponent(component: string): boolean {
  return (
    component === '' ||
    component === '.' ||
    component === '..' ||
    /[/\\\0]/.test(component) ||
    /^[A-Za-z]:/.test(component)
  );
}

/** What a reference settles as that leads nowhere. */
export const MISSING = {
  kind: 'unreadable',
  reason: { code: 'missing-on-medium' },
  missing: true,
} as const;

/** What one settles as that leads out of the medium. */
export const OUTSIDE = { kind: 'unreadable', reason: { code: 'reference-outside' } } as const;
