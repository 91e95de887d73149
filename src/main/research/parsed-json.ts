/** What a text says as JSON; undefined where it is none, such as a line that a power cut left. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
