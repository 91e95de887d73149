import { isAbsolute, join } from 'node:path';
import type { Destination } from '../../contract/index.js';
import { FolderTransport } from './folder-transport.js';
import { LinkClient } from './link-client.js';
import { StowTransport } from './stow-transport.js';
import type { Transport } from './transport.js';

export interface TransportSite {
  /** Folders that are relative are below it, and are this store's own. */
  readonly storeDir: string;
  /** Password, token or client secret of a destination; undefined where none is kept. */
  readonly secret: () => string | undefined;
}

/** The way to a destination. */
export function openTransport(destination: Destination, site: TransportSite): Transport {
  const { kind, place, options, writer } = destination;
  if (kind === 'stow') {
    return new StowTransport(new LinkClient(place, options, site.secret), options.compress);
  }
  return new FolderTransport(folderOf(destination, site.storeDir), writer, !isAbsolute(place));
}

/** The folder of a folder destination. */
export function folderOf({ place }: Pick<Destination, 'place'>, storeDir: string): string {
  return isAbsolute(place) ? place : join(storeDir, place);
}
