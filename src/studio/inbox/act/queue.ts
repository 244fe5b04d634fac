/** Acts made while the server is away: kept on the device, looked at again before they are sent. */

import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Client, CommandResult } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import { keep, kept } from '../../remote/device.ts';
import { heard, useAwaySince } from '../../remote/link.ts';
import { useSignedIn } from '../../remote/person.tsx';
import { useRefresh } from '../../remote/queries.ts';
import type { Decision } from './decide.ts';
import { keepWritten } from './opinion.ts';
import { send } from './send.ts';

export interface Queued {
  readonly decision: Decision;
  readonly key: string;
  readonly subject: string;
  /** Why it was not sent after all; absent while it waits. */
  readonly refused?: 'changed' | 'closed' | string;
}

const KEY = 'queue';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): readonly Queued[] {
  try {
    return JSON.parse(kept(KEY) ?? '[]') as readonly Queued[];
  } catch {
    return [];
  }
}

function write(items: readonly Queued[]): void {
  keep(KEY, items.length === 0 ? undefined : JSON.stringify(items));
  for (const listener of listeners) listener();
}

/** One act a task: the last one made. */
export function enqueue(item: Queued): void {
  write([...read().filter(({ decision }) => decision.task !== item.decision.task), item]);
}

export interface Queue {
  readonly items: readonly Queued[];
  readonly remove: (task: string) => void;
}

/** Sends what waits as soon as the server is there; `onSent` hears of each. */
export function useQueue(onSent: (item: Queued, result: CommandResult) => void): Queue {
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const text = useSyncExternalStore(subscribe, () => kept(KEY) ?? '');
  const isAway = useAwaySince() !== undefined;
  const told = useRef(onSent);
  told.current = onSent;
  const remove = useCallback((task: string) => {
    write(read().filter(({ decision }) => decision.task !== task));
  }, []);
  useEffect(() => {
    if (isAway || text === '') return;
    let isOver = false;
    const work = async (): Promise<void> => {
      for (const item of read().filter(({ refused }) => refused === undefined)) {
        if (isOver) return;
        const { task, instance } = item.decision;
        const outcome = await settled(client, item);
        if (outcome === undefined) return;
        if (typeof outcome === 'string') {
          const { comment, form = {} } = item.decision;
          keepWritten(task, { comment, form });
          enqueue({ ...item, refused: outcome });
        } else {
          remove(task);
          told.current(item, outcome);
        }
        await refresh(instance);
      }
    };
    void work();
    return () => {
      isOver = true;
    };
  }, [client, refresh, remove, isAway, text]);
  return { items: read(), remove };
}

/**
 * Shape: an act that waited → its result, or why it was not sent; undefined: the server is away.
 * What it was decided on is compared first, and the server compares once more (R10.1). Where the vote
 * stands already, the first try had arrived: its key gets the first answer (R13.2).
 */
async function settled(
  client: Client,
  { decision, key }: Queued,
): Promise<CommandResult | string | undefined> {
  try {
    const task = await client.task(decision.task);
    if (task.status === 'closed') return 'closed';
    if (task.status === 'open' && decision.seen !== undefined) {
      const { seen } = await client.desk(decision.task);
      if (seen !== decision.seen) return 'changed';
    }
    return await send(client, decision, key);
  } catch (error) {
    if (!(error instanceof ProblemError)) heard(false, Date.now());
    if (!(error instanceof ProblemError) || error.problem.status >= 500) return undefined;
    if (error.problem.code === 'task.changed') return 'changed';
    return error.problem.code === 'task.closed' ? 'closed' : error.problem.title;
  }
}
