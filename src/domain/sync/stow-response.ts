import type { SendEvent } from './send-state.js';

/** What a Store Instances Response says of the instances that it names (PS3.18 10.5.3). */
export interface StowResponse {
  /** In Referenced SOP Sequence (0008,1199): stored. */
  readonly stored: ReadonlySet<string>;
  /** In Failed SOP Sequence (0008,1198), with Failure Reason (0008,1197), 0 where it gives none. */
  readonly failed: ReadonlyMap<string, number>;
}

const REFERENCED_SOP_SEQUENCE = '00081199';
const FAILED_SOP_SEQUENCE = '00081198';
const REFERENCED_SOP_INSTANCE_UID = '00081155';
const FAILURE_REASON = '00081197';

/**
 * Reads the body of a response of any status, DICOM JSON (PS3.18 F) or Native DICOM XML (PS3.19 A.1). What cannot be
 * read says nothing of any instance, which is never taken for success.
 */
export function parseStowResponse(body: string): StowResponse {
  const text = body.trim();
  if (text.startsWith('{') || text.startsWith('[')) return fromJson(text);
  if (text.startsWith('<')) return fromXml(text);
  return { stored: new Set(), failed: new Map() };
}

/** What a response means for one instance of the request. */
export function eventOf(response: StowResponse, SOPInstanceUID: string): SendEvent {
  // A server that lists it both ways stored it and did not: the proof will tell.
  if (response.stored.has(SOPInstanceUID)) return { kind: 'accepted' };
  const reason = response.failed.get(SOPInstanceUID);
  if (reason === undefined) return { kind: 'unmentioned' };
  if (reason === DUPLICATE) return { kind: 'duplicate' };
  return { kind: 'refused', final: isFinal(reason) };
}

/** Duplicate SOP Instance (PS3.7 C.5.8). */
const DUPLICATE = 0x0111;
/** SOP Class not supported, not authorised (PS3.7 C.5); the class is what it is, whenever it is asked. */
const FINAL = new Set([0x0122, 0x0124]);

/** Data Set does not match SOP Class (A9xx), cannot understand (Cxxx): PS3.4 GG.4.2. A7xx is out of resources. */
function isFinal(reason: number): boolean {
  return FINAL.has(reason) || (reason & 0xff00) === 0xa900 || (reason & 0xf000) === 0xc000;
}

function fromJson(text: string): StowResponse {
  const stored = new Set<string>();
  const failed = new Map<string, number>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { stored, failed };
  }
  for (const dataset of Array.isArray(parsed) ? parsed : [parsed]) {
    for (const item of valuesOf(dataset, REFERENCED_SOP_SEQUENCE)) {
      const [UID] = valuesOf(item, REFERENCED_SOP_INSTANCE_UID);
      if (typeof UID === 'string') stored.add(UID);
    }
    for (const item of valuesOf(dataset, FAILED_SOP_SEQUENCE)) {
      const [UID] = valuesOf(item, REFERENCED_SOP_INSTANCE_UID);
      const [reason] = valuesOf(item, FAILURE_REASON);
      if (typeof UID === 'string') failed.set(UID, Number(reason ?? 0) || 0);
    }
  }
  return { stored, failed };
}

/** Values of an attribute in DICOM JSON; none where it is absent or of another form. */
function valuesOf(dataset: unknown, tag: string): unknown[] {
  const attribute = memberOf(dataset, tag);
  const value = memberOf(attribute, 'Value');
  return Array.isArray(value) ? value : [];
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

// Of Native DICOM XML three attributes are wanted, and servers agree on how they write them: a look at its tags does.
const TOKEN = /<(\/?)(?:\w+:)?(DicomAttribute|Item|Value)\b([^>]*?)(\/?)>|([^<]+)/g;

function fromXml(text: string): StowResponse {
  const stored = new Set<string>();
  const failed = new Map<string, number>();
  const open: string[] = [];
  let item = { UID: '', reason: 0 };
  for (const [, closing, element, attributes = '', empty, content] of text.matchAll(TOKEN)) {
    if (content !== undefined) {
      const tag = open.at(-1);
      if (tag === REFERENCED_SOP_INSTANCE_UID) item.UID += content.trim();
      else if (tag === FAILURE_REASON) item.reason = Number(content.trim()) || item.reason;
      continue;
    }
    if (element === 'Item') {
      if (closing === '') item = { UID: '', reason: 0 };
      else if (item.UID !== '' && open.at(-1) === REFERENCED_SOP_SEQUENCE) stored.add(item.UID);
      else if (item.UID !== '' && open.at(-1) === FAILED_SOP_SEQUENCE) failed.set(item.UID, item.reason);
    } else if (element === 'DicomAttribute' && empty === '') {
      if (closing === '') open.push(/\btag\s*=\s*["']([0-9A-Fa-f]{8})["']/.exec(attributes)?.[1] ?? '');
      else open.pop();
    }
  }
  return { stored, failed };
}
