import { useQuery } from '@tanstack/react-query';
import { queryClient, requestOptions } from '../ui/index.js';

const options = requestOptions('read:readers');

/** Keeps at hand who sits in front of the screen. */
export const useReaderName = (): string => useQuery(options).data?.reader ?? '';

/** Under whose name is drawn: the same as forms are filled in under; '' before it is known. */
export const readerName = (): string => queryClient.getQueryData(options.queryKey)?.reader ?? '';
