/** Sends files one after the other, tells how far each is, and holds the form until they are there. */

import { useCallback, useRef, useState } from 'react';
import type { Client } from '../../../protocol/index.ts';
import { FILE_LIMITS } from '../../../protocol/index.ts';
import type { Failure } from '../../remote/failure.ts';
import { failureOf } from '../../remote/failure.ts';
import { useSignedIn } from '../../remote/person.tsx';

/** A file on its way, or one that did not arrive. */
export interface Sending {
  readonly id: number;
  readonly file: File;
  /** From 0 to 1. */
  readonly share: number;
  readonly trouble?: Trouble;
}

export type Trouble =
  | { readonly kind: 'size' | 'name' | 'empty' | 'count' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What is wrong with a file before it is sent. */
function troubleWith(file: File): Trouble | undefined {
  if (file.size > FILE_LIMITS.bytesMax) return { kind: 'size' };
  if (file.size === 0) return { kind: 'empty' };
  return file.name.length > FILE_LIMITS.nameCharsMax ? { kind: 'name' } : undefined;
}

export interface Uploads {
  readonly sendings: readonly Sending[];
  /** `room`: how many more the field takes. */
  readonly add: (files: readonly File[], room: number) => void;
  readonly retry: (id: number) => void;
  readonly drop: (id: number) => void;
}

interface Receiver {
  /** A file has arrived: the value of the field. */
  readonly onKept: (value: string, file: File) => void;
  /** Whether anything is still on its way. */
  readonly onBusy: (isBusy: boolean) => void;
}

export function useUploads({ onKept, onBusy }: Receiver): Uploads {
  const { client } = useSignedIn();
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const [counter] = useState({ next: 1, busy: 0 });
  const overs = useRef(new Map<number, AbortController>());
  const change = useCallback((id: number, next: Partial<Sending> | undefined) => {
    setSendings((all) =>
      all.flatMap((each) => (each.id !== id ? [each] : next ? [{ ...each, ...next }] : [])),
    );
  }, []);
  const begin = async ({ id, file }: Sending): Promise<void> => {
    const over = new AbortController();
    overs.current.set(id, over);
    counter.busy += 1;
    onBusy(true);
    try {
      const onShare = (share: number): void => change(id, { share });
      const value = await keep(client, file, onShare, over.signal);
      onKept(value, file);
      change(id, undefined);
    } catch (error) {
      if (!over.signal.aborted) {
        change(id, { trouble: { kind: 'failed', failure: failureOf(error) } });
      }
    } finally {
      counter.busy -= 1;
      onBusy(counter.busy > 0);
    }
  };
  return {
    sendings,
    add: (files, room) => {
      const added = files.map((file, index): Sending => {
        const trouble = index < room ? troubleWith(file) : ({ kind: 'count' } as const);
        return { id: counter.next++, file, share: 0, ...(trouble ? { trouble } : {}) };
      });
      setSendings((all) => [...all, ...added]);
      for (const each of added) if (!each.trouble) void begin(each);
    },
    retry: (id) => {
      const found = sendings.find((each) => each.id === id);
      if (!found) return;
      const { trouble: _trouble, ...again } = { ...found, share: 0 };
      setSendings((all) => all.map((each) => (each.id === id ? again : each)));
      void begin(again);
    },
    drop: (id) => {
      overs.current.get(id)?.abort();
      change(id, undefined);
    },
  };
}

async function keep(
  client: Client,
  file: File,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { value } = await client.keepFile(file.name, file, sendingBy(onShare, signal));
  return value;
}

/** `fetch` for one upload: the platform’s own says nothing of what has been sent so far. */
function sendingBy(onShare: (share: number) => void, signal: AbortSignal): typeof fetch {
  return (url, { method = 'POST', headers, body } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, String(url));
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener('progress', ({ loaded, total }) => {
        if (total > 0) onShare(loaded / total);
      });
      request.addEventListener('load', () => {
        resolve(new Response(request.responseText, { status: request.status }));
      });
      for (const kind of ['error', 'abort', 'timeout'] as const) {
        request.addEventListener(kind, () => reject(new TypeError(kind)));
      }
      signal.addEventListener('abort', () => request.abort());
      request.send(body as XMLHttpRequestBodyInit);
    });
}
