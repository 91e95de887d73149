/** One part of a `multipart/related` body; chunks are made anew for each sending. */
export interface Part {
  readonly contentType: string;
  readonly size: number;
  stream(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A body of parts (RFC 2387) of known size, as it flows: no part is held in memory. */
export function multipart(
  boundary: string,
  parts: readonly Part[],
): { readonly size: number; chunks(): AsyncIterable<Uint8Array> } {
  const heads = parts.map(({ contentType }) =>
    Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\n\r\n`),
  );
  const lineEnd = Buffer.from('\r\n');
  const end = Buffer.from(`--${boundary}--\r\n`);
  const size = parts.reduce(
    (sum, part, index) => sum + (heads[index]?.length ?? 0) + part.size + lineEnd.length,
    end.length,
  );
  return {
    size,
    async *chunks() {
      for (const [index, part] of parts.entries()) {
        yield heads[index] ?? end;
        yield* part.stream();
        yield lineEnd;
      }
      yield end;
    },
  };
}

/** The first part of a `multipart/related` answer, undefined where it is cut off or no such answer. */
export function firstPart(contentType: string, body: Buffer): Buffer | undefined {
  const boundary = /boundary="?([^";,\s]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const start = body.indexOf(delimiter);
  const headEnd = body.indexOf('\r\n\r\n', start);
  if (start < 0 || headEnd < 0) return undefined;
  const from = headEnd + 4;
  // Pixels may hold anything, the delimiter hardly: it is the first that ends the part.
  const to = body.indexOf(Buffer.from(`\r\n--${boundary}`), from);
  return to < 0 ? undefined : body.subarray(from, to);
}
