import { readdirSync } from 'node:fs';

/** Names of the JSON files that a site has put into a folder, in order; none where there is no such folder. */
export function jsonFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}
