/** Folds a text for searching: both the index and the query go through it. Space-separated tokens. */
export function foldForSearch(text: string): string {
  return text.toLowerCase();
}
