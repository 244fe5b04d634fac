/** Where the bytes of a form’s files come from: the instance, one’s own uploads, or this very page. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Client } from '../../../protocol/index.ts';
import { useSignedIn } from '../../remote/person.tsx';

/** The instance whose form is shown; undefined before there is one. */
const Instance = createContext<string | undefined>(undefined);

/** Says to which instance the files below belong. */
export const FilesOfInstance = Instance;

export function useInstanceOfFiles(): string | undefined {
  return useContext(Instance);
}

/** Files that were chosen on this page need not be fetched to be shown, by whoever chose them. */
const chosen = new WeakMap<Client, Map<string, File>>();

export function rememberFile(by: Client, value: string, file: File): void {
  const files = chosen.get(by) ?? new Map<string, File>();
  chosen.set(by, files.set(value, file));
}

/** The bytes of a file by its value; they never change. */
export function useBytes(value: string | undefined): UseQueryResult<ArrayBuffer> {
  const { client } = useSignedIn();
  const instance = useContext(Instance);
  return useQuery({
    queryKey: ['file', instance, value],
    queryFn: () => {
      const own = value === undefined ? undefined : chosen.get(client)?.get(value);
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
