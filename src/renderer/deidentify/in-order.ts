let last: Promise<void> = Promise.resolve();
let asked = 0;

/** Does one after the other what a person asked for, so that the store sees it in the order of the keys. */
export function inOrder(work: () => Promise<void>): Promise<void> {
  asked += 1;
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

/**
 * Reads what no change is on its way to: where a person acts while it is read, it is read again, so that an older
 * answer never takes a newer decision back.
 */
export async function readSettled<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    await last;
    const before = asked;
    const value = await read();
    if (asked === before) return value;
  }
}
