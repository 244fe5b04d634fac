/** Where the bytes of a form’s files come from: the instance, one’s own uploads, or this very page. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { useSignedIn } from '../../remote/person.tsx';

/** The instance whose form is shown; undefined before there is one. */
const Instance = createContext<string | undefined>(undefined);

/** Says to which instance the files below belong. */
export const FilesOfInstance = Instance;

export function useInstanceOfFiles(): string | undefined {
  return useContext(Instance);
}

/** Files that were chosen on this page: they need not be fetched to be shown. */
const chosen = new Map<string, File>();

export function rememberFile(value: string, file: File): void {
  chosen.set(value, file);
}

/** The bytes of a file by its value; they never change. */
export function useBytes(value: string | undefined): UseQueryResult<ArrayBuffer> {
  const { client } = useSignedIn();
  const instance = useContext(Instance);
  return useQuery({
    queryKey: ['file', instance, value],
    queryFn: () => {
      const own = value === undefined ? undefined : chosen.get(value);
      if (own) return own.arrayBuffer();
      return instance === undefined
        ? client.ownFile(value ?? '')
        : client.file(instance, value ?? '').catch(() => client.ownFile(value ?? ''));
    },
    enabled: value !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
}
