import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { Channel, RequestOutput } from '../../contract/index.js';
import { listen, type RequestArguments, request } from './request.js';

/** What was read stays good until `store:changed` says otherwise; a local store has no reason to be polled. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: 'always' },
  },
});

/** A request as options of `useQuery`; the key is the channel, then its input. */
export function requestOptions<C extends Channel>(channel: C, ...input: RequestArguments<C>) {
  return queryOptions({
    queryKey: [channel, input[0] ?? null] as const,
    queryFn: (): Promise<RequestOutput<C>> => request(channel, ...input),
  });
}

const fromTheStore: ReadonlySet<string> = new Set<Channel>([
  'store:studies',
  'store:patient-studies',
  'store:content',
  'import:announced',
  'import:films',
  'import:jobs',
  'import:report',
]);

/**
 * Reads again what is on the screen whenever the store changes, at most once in `intervalMs`: an import
 * reports many changes a second and the eye follows two.
 * @returns a function that ends it.
 */
export function followStoreChanges(intervalMs = 500): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = 0;
  const refresh = (): void => {
    timer = undefined;
    lastMs = performance.now();
    void queryClient.invalidateQueries({
      predicate: ({ queryKey }) => fromTheStore.has(String(queryKey[0])),
    });
  };
  const stop = listen('store:changed', () => {
    timer ??= setTimeout(refresh, Math.max(0, intervalMs - (performance.now() - lastMs)));
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
