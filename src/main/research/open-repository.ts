import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LinkOptions } from '../../contract/index.js';
import { LinkClient, LinkError } from '../sync/index.js';
import type { ReadPlace } from './desk-thread.js';
import { FolderRepository } from './folder-repository.js';
import type { KeptLines } from './kept-lines.js';
import type { RemoteStudy, Repository } from './repository.js';
import { ResearchError } from './research-error.js';
import { WebRepository } from './web-repository.js';

export interface RepositoryPlace {
  /** The address of a DICOMweb server, or a folder. */
  readonly place: string;
  readonly options?: LinkOptions;
  readonly secret?: () => string | undefined;
  /** What the studies of a server were found to be at earlier searches. */
  readonly kept?: KeptLines<RemoteStudy>;
}

/** A repository to read from. @throws LinkError 'folder-missing' where there is no such folder */
export function openRepository({ place, options, secret, kept }: RepositoryPlace): Repository {
  if (/^https?:\/\//i.test(place)) {
    const client = new LinkClient(place, options ?? LinkOptions.parse({}), secret ?? (() => undefined));
    return new WebRepository(client, place, kept);
  }
  const dir = resolve(place);
  if (!existsSync(dir)) throw new LinkError('folder-missing');
  return new FolderRepository(dir);
}

/**
 * Reads from a repository for as long as `work` takes.
 * @returns 'cancelled' where `signal` ended it
 * @throws ResearchError 'unreachable'
 */
export async function readFrom<T>(
  { place, options, secret }: ReadPlace,
  signal: AbortSignal,
  work: (repository: Repository) => Promise<T>,
  kept?: KeptLines<RemoteStudy>,
): Promise<T | 'cancelled'> {
  let repository: Repository | undefined;
  try {
    repository = openRepository({ place, options, secret: () => secret, ...(kept && { kept }) });
    return await work(repository);
  } catch (error) {
    if (signal.aborted) return 'cancelled';
    throw error instanceof LinkError ? new ResearchError('unreachable') : error;
  } finally {
    repository?.close();
  }
}
