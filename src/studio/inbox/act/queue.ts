/** Acts made while the server is away: kept on the device, looked at again before they are sent. */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Client, CommandResult } from '../../../protocol/index.ts';
import type { Device } from '../../remote/device.ts';
import type { Failure } from '../../remote/failure.ts';
import { failureOf } from '../../remote/failure.ts';
import { heard, useAwaySince } from '../../remote/link.ts';
import { useSignedIn } from '../../remote/person.tsx';
import { useRefresh } from '../../remote/refresh.ts';
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

function read(device: Device): readonly Queued[] {
  try {
    return JSON.parse(device.kept(KEY) ?? '[]') as readonly Queued[];
  } catch {
    return [];
  }
}

function write(device: Device, items: readonly Queued[]): void {
  device.keep(KEY, items.length === 0 ? undefined : JSON.stringify(items));
  for (const listener of listeners) listener();
}

/** One act a task: the last one made. */
export function enqueue(device: Device, item: Queued): void {
  const others = read(device).filter(({ decision }) => decision.task !== item.decision.task);
  write(device, [...others, item]);
}

/** The server is there and could not do it: what waits is tried again by itself. */
interface Trouble {
  readonly code: string;
  readonly tries: number;
  readonly againAtMs: number;
}

export interface Queue {
  readonly items: readonly Queued[];
  readonly remove: (task: string) => void;
  readonly trouble: Trouble | undefined;
  readonly tryNow: () => void;
}

const PAUSE_MS = 2_000;
const PAUSE_MS_MAX = 60_000;

/** Twice as long each time, and not all at once where many wait. */
function pauseMs(tries: number): number {
  const most = Math.min(PAUSE_MS * 2 ** (tries - 1), PAUSE_MS_MAX);
  return most * (0.5 + Math.random() / 2);
}

/** Sends what waits as soon as the server is there; `onSent` hears of each. */
export function useQueue(onSent: (item: Queued, result: CommandResult) => void): Queue {
  const { client, device } = useSignedIn();
  const refresh = useRefresh();
  const text = useSyncExternalStore(subscribe, () => device.kept(KEY) ?? '');
  const isAway = useAwaySince() !== undefined;
  const [round, setRound] = useState(0);
  const [trouble, setTrouble] = useState<Trouble>();
  const told = useRef(onSent);
  told.current = onSent;
  const remove = useCallback(
    (task: string) => {
      write(
        device,
        read(device).filter(({ decision }) => decision.task !== task),
      );
    },
    [device],
  );
  const tryNow = useCallback(() => setRound((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round tries again
  useEffect(() => {
    if (isAway || text === '') {
      setTrouble(undefined);
      return;
    }
    let isOver = false;
    const work = async (): Promise<void> => {
      let fault: string | undefined;
      for (const item of read(device).filter(({ refused }) => refused === undefined)) {
        if (isOver) return;
        const { task, instance } = item.decision;
        const outcome = await settled(client, device, item);
        if (outcome.kind === 'away') return;
        if (outcome.kind === 'fault') {
          // What is behind it may be done all the same.
          fault = outcome.code;
          continue;
        }
        if (outcome.kind === 'refused') {
          const { comment, form = {} } = item.decision;
          keepWritten(device, task, { comment, form });
          enqueue(device, { ...item, refused: outcome.why });
        } else {
          remove(task);
          told.current(item, outcome.result);
        }
        await refresh(instance);
      }
      if (!isOver)
        setTrouble((before) => (fault === undefined ? undefined : troubleAfter(before, fault)));
    };
    void work();
    return () => {
      isOver = true;
    };
  }, [client, device, refresh, remove, isAway, text, round]);
  useEffect(() => {
    if (!trouble) return;
    const timer = setTimeout(tryNow, trouble.againAtMs - Date.now());
    return () => clearTimeout(timer);
  }, [trouble, tryNow]);
  return { items: read(device), remove, trouble, tryNow };
}

function troubleAfter(before: Trouble | undefined, code: string): Trouble {
  const tries = (before?.tries ?? 0) + 1;
  return { code, tries, againAtMs: Date.now() + pauseMs(tries) };
}

type Outcome =
  | { readonly kind: 'done'; readonly result: CommandResult }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'fault'; readonly code: string }
  | { readonly kind: 'away' };

/**
 * Shape: an act that waited → its result, why it was not sent, or that it waits on.
 * What it was decided on is compared first, and the server compares once more (R10.1). Where the vote
 * stands already, the first try had arrived: its key gets the first answer (R13.2).
 */
async function settled(
  client: Client,
  device: Device,
  { decision, key }: Queued,
): Promise<Outcome> {
  try {
    const task = await client.task(decision.task);
    if (task.status === 'closed') return { kind: 'refused', why: 'closed' };
    if (task.status === 'open' && decision.seen !== undefined) {
      const { seen } = await client.desk(decision.task);
      if (seen !== decision.seen) return { kind: 'refused', why: 'changed' };
    }
    // The cookie may be another’s by now, and a sign-out has thrown the act away.
    if (device.isLeft()) return { kind: 'away' };
    return { kind: 'done', result: await send(client, decision, key) };
  } catch (error) {
    return outcomeOf(failureOf(error));
  }
}

/** Who is signed out acts again once they are signed in; who comes too often, a little later. */
function outcomeOf({ kind, code, title, status, isCredential }: Failure): Outcome {
  if (code === 'network') {
    heard(false, Date.now());
    return { kind: 'away' };
  }
  if (isCredential) return { kind: 'away' };
  if (kind === 'unknown' || status === TOO_MANY) return { kind: 'fault', code };
  if (code === 'task.changed') return { kind: 'refused', why: 'changed' };
  return { kind: 'refused', why: code === 'task.closed' ? 'closed' : title };
}

const TOO_MANY = 429;
