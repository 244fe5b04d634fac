/** What changed since this person looked last: by the journal, from the sequence seen then. */

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Json, JsonObject } from '../../kernel/index.ts';
import type { Instance, JournalEntry } from '../../protocol/index.ts';
import type { Device } from '../remote/device.ts';
import { useJournal } from '../remote/journal.ts';
import { useSignedIn } from '../remote/person.tsx';

const KEY = 'looked';
/** Cases whose last look is remembered. */
const KEPT_MAX = 500;

/** `seen`: the hash of what a vote would have been bound to then. */
type Looks = readonly (readonly [instance: string, seq: number, seen?: string])[];

function readLooks(device: Device): Looks {
  try {
    return JSON.parse(device.kept(KEY) ?? '[]') as Looks;
  } catch {
    return [];
  }
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shape: instances → the hash that each was looked at with last, where it was; as of now. */
export function useSeenBefore(): ReadonlyMap<string, string> {
  const { device } = useSignedIn();
  const text = useSyncExternalStore(subscribe, () => device.kept(KEY));
  return useMemo(() => {
    const looks = text === undefined ? [] : readLooks(device);
    return new Map(looks.flatMap(([id, , seen]) => (seen === undefined ? [] : [[id, seen]])));
  }, [device, text]);
}

function keepLook(device: Device, instance: string, seq: number, seen: string | undefined): void {
  const others = readLooks(device).filter(([id]) => id !== instance);
  const look = seen === undefined ? ([instance, seq] as const) : ([instance, seq, seen] as const);
  const looks = [...others, look].slice(-KEPT_MAX);
  device.keep(KEY, JSON.stringify(looks));
  for (const listener of listeners) listener();
}

/** Shape: the journal → fields that differ from how they were at a sequence number, as they were. */
export function changesSince(
  journal: readonly JournalEntry[],
  seq: number,
): ReadonlyMap<string, Json | undefined> {
  let form: JsonObject = {};
  let then: JsonObject = {};
  for (const { firstSeq, events } of journal) {
    for (const [index, event] of events.entries()) {
      form = formAfter(form, event);
      if (firstSeq + index <= seq) then = form;
    }
  }
  const changed = new Map<string, Json | undefined>();
  for (const field of new Set([...Object.keys(then), ...Object.keys(form)])) {
    if (JSON.stringify(then[field]) !== JSON.stringify(form[field])) {
      changed.set(field, then[field]);
    }
  }
  return changed;
}

/** The form as an event leaves it. */
export function formAfter(form: JsonObject, event: Readonly<Record<string, unknown>>): JsonObject {
  const next = event['form'] as JsonObject | undefined;
  switch (event['type']) {
    case 'InstanceStarted':
    case 'VoteTakenBack':
      return next ?? form;
    case 'FormChanged':
      return event['replace'] === true ? (next ?? {}) : { ...form, ...next };
    default:
      return form;
  }
}

/** The changes since the last look at the case; the present one counts when it is left. */
export function useChanges(
  instance: Instance | undefined,
  seen: string | undefined,
): ReadonlyMap<string, Json | undefined> {
  const { device } = useSignedIn();
  const id = instance?.id;
  const seq = instance?.seq;
  const [looked, setLooked] = useState<{ readonly id: string; readonly seq: number }>();
  useEffect(() => {
    if (id === undefined || seq === undefined) return;
    setLooked((before) => {
      if (before?.id === id) return before;
      const last = readLooks(device).find(([known]) => known === id)?.[1];
      return { id, seq: last ?? seq };
    });
    keepLook(device, id, seq, seen);
  }, [device, id, seq, seen]);
  const since = looked?.id === id ? looked?.seq : undefined;
  const isOlder = since !== undefined && seq !== undefined && since < seq;
  const journal = useJournal(id, isOlder);
  return useMemo(
    () => (isOlder && journal ? changesSince(journal, since) : new Map()),
    [isOlder, journal, since],
  );
}
