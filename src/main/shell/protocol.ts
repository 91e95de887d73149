import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { net, protocol } from 'electron';
import { contentTypeOf } from './content-type.js';

export const origin = 'tynys://app';

/** An object of the store, as the protocol serves it to the viewer. */
export interface ServedObject {
  readonly size: number;
  stream(range?: { start: number; end: number }): NodeJS.ReadableStream;
}

export interface ProtocolSources {
  /** The folder with the built renderer. */
  readonly rendererDir: string;
  /** The dev server that takes its place while developing with hot reload. */
  readonly devServer: string | undefined;
  object(instanceId: number): ServedObject | undefined;
  /** A released object, by its record. */
  released(recordId: number): ServedObject | undefined;
  /** An object on its way out, as it would be released now; made anew each time and kept nowhere. */
  preview(itemId: number): Promise<Uint8Array | undefined>;
  /** A page that is being printed. */
  page(pageId: number): string | undefined;
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'tynys',
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        stream: true,
        codeCache: true,
      },
    },
  ]);
}

/**
 * Nothing but our own files may run or be loaded. `wasm-unsafe-eval` is for the image codecs; inline styles
 * are what the component library sets on elements. The dev server needs its socket and its inline preamble.
 */
function contentSecurityPolicy(devServer: string | undefined): string {
  const socket = devServer === undefined ? '' : ` ${devServer.replace(/^http/, 'ws')}`;
  const inline = devServer === undefined ? '' : " 'unsafe-inline'";
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${inline}`,
    "worker-src 'self' blob:",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `connect-src 'self'${socket}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function headersFor(devServer: string | undefined, contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(devServer),
    // Both together make the page cross-origin isolated, which shared memory for the decoders needs.
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

/**
 * Where a URL path lies below `root`, or undefined when it would leave it. The URL parser has already folded
 * `..` away; what is left to refuse is what decoding brings back (%2e%2e, %5c, a NUL).
 */
export function fileBelow(root: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const path = normalize(join(root, decoded));
  return path === root || path.startsWith(root + sep) ? path : undefined;
}

/** `bytes=a-b`, `bytes=a-` or `bytes=-n` of RFC 9110 §14.1.2; undefined when absent or not satisfiable. */
export function parseRange(header: string | null, size: number): { start: number; end: number } | undefined {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end && start < size ? { start, end } : undefined;
}

function inMemory(bytes: Uint8Array | undefined): ServedObject | undefined {
  if (bytes === undefined) return undefined;
  return {
    size: bytes.length,
    stream: (range) =>
      Readable.from([bytes.subarray(range?.start ?? 0, (range?.end ?? bytes.length - 1) + 1)]),
  };
}

const body = (stream: NodeJS.ReadableStream): ReadableStream =>
  Readable.toWeb(stream as Readable) as ReadableStream;

/** Serves the renderer and the store's objects under one origin; everything else is 404. */
export function serve(sources: ProtocolSources): void {
  const { devServer } = sources;
  const refuse = (status: number): Response =>
    new Response(null, { status, headers: headersFor(devServer, 'text/plain') });

  const serveObject = (request: Request, object: ServedObject | undefined): Response => {
    if (object === undefined) return refuse(404);
    const headers = {
      ...headersFor(devServer, 'application/dicom'),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-store',
    };
    const range = parseRange(request.headers.get('range'), object.size);
    if (range === undefined) {
      return new Response(body(object.stream()), {
        headers: { ...headers, 'Content-Length': String(object.size) },
      });
    }
    return new Response(body(object.stream(range)), {
      status: 206,
      headers: {
        ...headers,
        'Content-Length': String(range.end - range.start + 1),
        'Content-Range': `bytes ${range.start}-${range.end}/${object.size}`,
      },
    });
  };

  const servePage = (html: string | undefined): Response =>
    html === undefined
      ? refuse(404)
      : new Response(html, {
          headers: { ...headersFor(devServer, 'text/html; charset=utf-8'), 'Cache-Control': 'no-store' },
        });

  const serveFile = async (urlPath: string): Promise<Response> => {
    const path = fileBelow(sources.rendererDir, urlPath === '/' ? '/index.html' : urlPath);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path === undefined || found === undefined || !found.isFile()) return refuse(404);
    return new Response(body(createReadStream(path)), {
      headers: { ...headersFor(devServer, contentTypeOf(path)), 'Content-Length': String(found.size) },
    });
  };

  protocol.handle('tynys', async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'app' || request.method !== 'GET') return refuse(404);
    const [, kind, digits] = /^\/(object|released|preview|page)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind !== undefined) {
      const id = /^[1-9]\d{0,15}$/.test(digits ?? '') ? Number(digits) : undefined;
      if (id === undefined) return refuse(404);
      if (kind === 'page') return servePage(sources.page(id));
      if (kind === 'preview') return serveObject(request, inMemory(await sources.preview(id)));
      return serveObject(request, kind === 'object' ? sources.object(id) : sources.released(id));
    }
    if (devServer === undefined) return serveFile(url.pathname);
    const answer = await net.fetch(devServer + url.pathname + url.search, {
      bypassCustomProtocolHandlers: true,
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: headersFor(devServer, answer.headers.get('content-type') ?? contentTypeOf(url.pathname)),
    });
  });
}
