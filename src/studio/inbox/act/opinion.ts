/** What is being written on a task: kept on the device at once and on the server soon after (R6.2). */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Client, Desk } from '../../../protocol/index.ts';
import { ProblemError } from '../../../protocol/index.ts';
import { keep, kept } from '../../remote/device.ts';
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
  const { client } = useSignedIn();
  const [typed, setTyped] = useState<{ readonly task: string; readonly written: Written }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const known = typed !== undefined && typed.task === task ? typed.written : found(task, saved);
  const latest = useRef(known);
  latest.current = known;
  const saveSoon = useCallback(
    (of: string, written: Written, afterMs: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(client, of, written), afterMs);
    },
    [client],
  );
  useEffect(() => {
    const left = task === undefined ? undefined : keptOn(task);
    if (task !== undefined && left && !left.isSaved) saveSoon(task, left, 0);
  }, [task, saveSoon]);
  const write = useCallback(
    (change: Partial<Written>) => {
      if (task === undefined) return;
      const written = { ...latest.current, ...change };
      latest.current = written;
      setTyped({ task, written });
      keep(PREFIX + task, JSON.stringify({ ...written, isSaved: false } satisfies Kept));
      saveSoon(task, written, PAUSE_MS);
    },
    [task, saveSoon],
  );
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    if (task === undefined) return;
    const isAny = keptOn(task) !== undefined || saved !== undefined;
    keep(PREFIX + task, undefined);
    setTyped({ task, written: NOTHING });
    if (isAny) client.removeDraft(task).catch(() => {});
  }, [client, task, saved]);
  return { ...known, write, forget };
}

/** What was to be said and was not is a draft again. */
export function keepWritten(task: string, { comment, form }: Written): void {
  if (comment === '' && Object.keys(form).length === 0) return;
  keep(PREFIX + task, JSON.stringify({ comment, form, isSaved: false } satisfies Kept));
}

/** A task is left while the server is not told yet: the device tells it the next time. */
async function save(client: Client, task: string, written: Written): Promise<void> {
  const { comment, form } = written;
  const isEmpty = comment === '' && Object.keys(form).length === 0;
  try {
    await (isEmpty ? client.removeDraft(task) : client.saveDraft(task, { comment, form }));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) return;
  }
  const now = keptOn(task);
  const isSame = now?.comment === comment && JSON.stringify(now.form) === JSON.stringify(form);
  if (isSame) keep(PREFIX + task, isEmpty ? undefined : JSON.stringify({ ...now, isSaved: true }));
}

function found(task: string | undefined, saved: Desk['draft']): Written {
  const device = task === undefined ? undefined : keptOn(task);
  if (device && !(device.isSaved && saved)) return device;
  if (!saved) return NOTHING;
  return { comment: saved.comment ?? '', form: (saved.form ?? {}) as JsonObject };
}

function keptOn(task: string): Kept | undefined {
  try {
    return JSON.parse(kept(PREFIX + task) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
