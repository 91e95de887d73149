import { z } from 'zod';
import type { Answer, LinkClient } from './link-client.js';

/** DICOM JSON (PS3.18 annex F). */
const Listing = z.array(z.record(z.string(), z.object({ Value: z.array(z.unknown()).optional() })));
export type Listed = z.infer<typeof Listing>[number];

/** What a search answered; undefined where that is no DICOM JSON. */
export function listingOf({ body }: Answer): Listed[] | undefined {
  try {
    return Listing.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}

interface InstanceUids {
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
}

/** Asks for an instance (PS3.18 10.4); `firstPart` of the answer is its bytes. */
export function askForInstance(
  client: LinkClient,
  { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID }: InstanceUids,
  signal: AbortSignal,
): Promise<Answer> {
  return client.ask({
    method: 'GET',
    path: `studies/${StudyInstanceUID}/series/${SeriesInstanceUID}/instances/${SOPInstanceUID}`,
    // As it was stored: without this a server may answer in Explicit VR Little Endian (PS3.18 8.7.3.5.2).
    headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    signal,
  });
}
