/** What is being written on a task: kept on the device at once and on the server soon after (R6.2). */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Client, Desk } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import type { Device } from '../../remote/device.ts';
import { useSignedIn } from '../../remote/person.tsx';

const PAUSE_MS = 600;
const PREFIX = 'opinion.';

/** An opinion, and values typed into the fields that the step lets its person change. */
interface Written {
  readonly comment: string;
  readonly form: JsonObject;
}

/** The device’s copy; once the server has it, the server’s is at least as new. */
interface Kept extends Written {
  readonly isSaved: boolean;
}

export interface Opinion extends Written {
  readonly write: (change: Partial<Written>) => void;
  /** It is said, or thrown away, and needs no keeping. */
  readonly forget: () => void;
}

const NOTHING: Written = { comment: '', form: {} };

/** `saved`: what the server has of it. */
export function useOpinion(task: string | undefined, saved: Desk['draft']): Opinion {
  const { client, device } = useSignedIn();
  const [typed, setTyped] = useState<{ readonly task: string; readonly written: Written }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const known =
    typed !== undefined && typed.task === task ? typed.written : found(device, task, saved);
  const latest = useRef(known);
  latest.current = known;
  const saveSoon = useCallback(
    (of: string, written: Written, afterMs: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(client, device, of, written), afterMs);
    },
    [client, device],
  );
  useEffect(() => {
    const left = task === undefined ? undefined : keptOn(device, task);
    if (task !== undefined && left && !left.isSaved) saveSoon(task, left, 0);
  }, [device, task, saveSoon]);
  const write = useCallback(
    (change: Partial<Written>) => {
      if (task === undefined) return;
      const written = { ...latest.current, ...change };
      latest.current = written;
      setTyped({ task, written });
      device.keep(PREFIX + task, JSON.stringify({ ...written, isSaved: false } satisfies Kept));
      saveSoon(task, written, PAUSE_MS);
    },
    [device, task, saveSoon],
  );
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    if (task === undefined) return;
    const isAny = keptOn(device, task) !== undefined || saved !== undefined;
    device.keep(PREFIX + task, undefined);
    setTyped({ task, written: NOTHING });
    if (isAny) client.removeDraft(task).catch(() => {});
  }, [client, device, task, saved]);
  return { ...known, write, forget };
}

export function hasWritten({ comment, form }: Written): boolean {
  return comment !== '' || Object.keys(form).length > 0;
}

/** What was to be said and was not is a draft again. */
export function keepWritten(device: Device, task: string, written: Written): void {
  if (!hasWritten(written)) return;
  const { comment, form } = written;
  device.keep(PREFIX + task, JSON.stringify({ comment, form, isSaved: false } satisfies Kept));
}

/** A task is left while the server is not told yet: the device tells it the next time. */
async function save(client: Client, device: Device, task: string, written: Written): Promise<void> {
  const { comment, form } = written;
  const isEmpty = !hasWritten(written);
  try {
    await (isEmpty ? client.removeDraft(task) : client.saveDraft(task, { comment, form }));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) return;
  }
  const now = keptOn(device, task);
  const isSame = now?.comment === comment && JSON.stringify(now.form) === JSON.stringify(form);
  if (isSame)
    device.keep(PREFIX + task, isEmpty ? undefined : JSON.stringify({ ...now, isSaved: true }));
}

function found(device: Device, task: string | undefined, saved: Desk['draft']): Written {
  const here = task === undefined ? undefined : keptOn(device, task);
  if (here && !(here.isSaved && saved)) return here;
  if (!saved) return NOTHING;
  return { comment: saved.comment ?? '', form: (saved.form ?? {}) as JsonObject };
}

function keptOn(device: Device, task: string): Kept | undefined {
  try {
    return JSON.parse(device.kept(PREFIX + task) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
