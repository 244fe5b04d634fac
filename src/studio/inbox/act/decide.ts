/** Sends a decision, bound to what was shown, and says the truth about what became of it. */

import { useCallback, useRef, useState } from 'react';
import type { JsonObject } from '../../../kernel/index.ts';
import type { Client, CommandResult, Desk } from '../../../protocol/index.ts';
import type { Failure } from '../../remote/failure.ts';
import { failureOf } from '../../remote/failure.ts';
import { heard } from '../../remote/link.ts';
import { useSignedIn } from '../../remote/person.tsx';
import { useSettle } from '../../remote/queries.ts';
import { useRefresh } from '../../remote/refresh.ts';
import { enqueue } from './queue.ts';
import { send } from './send.ts';

export type Verdict =
  | 'approve'
  | 'reject'
  | 'abstain'
  | 'complete'
  | 'return'
  | 'transfer'
  | 'add'
  | 'resubmit';

/** A decision as it is made up before it is sent. */
export interface Decision {
  readonly task: string;
  readonly instance: string;
  readonly verdict: Verdict;
  readonly comment: string;
  readonly signature?: string;
  readonly form?: JsonObject;
  /** The hash of what was shown (R10.1). */
  readonly seen?: string;
  /** return: the target. */
  readonly to?: string;
  readonly resume?: 'forward' | 'back';
  /** transfer, add: the person. */
  readonly person?: string;
  readonly where?: 'before' | 'after' | 'beside';
}

/** What was done last, and the way back that there truly is. */
export interface Done {
  /** The idempotency key of the act. */
  readonly key: string;
  readonly decision: Decision;
  readonly result: CommandResult;
  readonly subject: string;
  /** Whether a vote was cast that can be taken back at all. */
  readonly isVote: boolean;
}

export interface Deciding {
  readonly isSending: boolean;
  readonly failure: Failure | undefined;
  /** The task that the failed act was on. */
  readonly failedOn: string | undefined;
  readonly done: Done | undefined;
  readonly isTakenBack: boolean;
  readonly decide: (
    decision: Decision,
    desk: Desk | undefined,
    subject: string,
  ) => Promise<boolean>;
  /** Sends the last decision again, under its key: what was done is not done twice. */
  readonly retry: () => void;
  /** Whether it is this person’s again. */
  readonly takeBack: () => Promise<boolean>;
  readonly clearFailure: () => void;
  /** Nothing more is said of what was done last. */
  readonly forgetDone: () => void;
  /** What waited for the server was done now. */
  readonly settleLate: (
    decision: Decision,
    key: string,
    subject: string,
    of: CommandResult,
  ) => void;
}

const VOTES: ReadonlySet<Verdict> = new Set(['approve', 'reject', 'abstain', 'complete', 'return']);

export function useDeciding(): Deciding {
  const { client, device } = useSignedIn();
  const refresh = useRefresh();
  const settle = useSettle();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [failedOn, setFailedOn] = useState<string>();
  const [done, setDone] = useState<Done>();
  const [isTakenBack, setTakenBack] = useState(false);
  // The same decision keeps its key, so that trying again does nothing twice.
  const keys = useRef(new Map<string, string>());
  const keyOf = (decision: Decision): string => {
    const name = JSON.stringify(decision);
    const key = keys.current.get(name) ?? crypto.randomUUID();
    keys.current.set(name, key);
    return key;
  };
  const last = useRef<Parameters<Deciding['decide']>>(undefined);
  const decide: Deciding['decide'] = async (decision, desk, subject) => {
    last.current = [decision, desk, subject];
    setSending(true);
    setFailure(undefined);
    setFailedOn(decision.task);
    try {
      const key = keyOf(decision);
      const result = await sendSurely(client, decision, key);
      // It is over: the same decision made once more, after it was taken back, is another one.
      keys.current.delete(JSON.stringify(decision));
      setDone({
        key,
        decision,
        result,
        subject,
        isVote: VOTES.has(decision.verdict) && desk?.acts?.includes('take-back') !== false,
      });
      setTakenBack(false);
      settle([decision.task]);
      // Not waited for: the next task is opened meanwhile.
      void refresh(decision.instance);
      return true;
    } catch (error) {
      const found = failureOf(error);
      if (found.code === 'network') {
        heard(false, Date.now());
        enqueue(device, { decision, key: keyOf(decision), subject });
        return true;
      }
      setFailure(found);
      // Refused: what is shown here is not how it is.
      if (found.kind === 'refused') await refresh(decision.instance);
      return false;
    } finally {
      setSending(false);
    }
  };
  const takeBack = async (): Promise<boolean> => {
    if (!done) return false;
    const { task, instance } = done.decision;
    setFailedOn(task);
    try {
      await client.takeBack(task, {}, `${done.key}.back`);
      setTakenBack(true);
      setFailure(undefined);
      await refresh(instance);
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      await refresh(instance);
      return false;
    }
  };
  const forgetDone = useCallback(() => setDone(undefined), []);
  return {
    isSending,
    failure,
    failedOn,
    done,
    isTakenBack,
    decide,
    retry: () => {
      if (last.current) void decide(...last.current);
    },
    takeBack,
    clearFailure: () => setFailure(undefined),
    forgetDone,
    settleLate: (decision, key, subject, result) => {
      setDone({ key, decision, result, subject, isVote: VOTES.has(decision.verdict) });
      setTakenBack(false);
    },
  };
}

/** No answer says nothing of what was done: the same key asks once more before anybody is told. */
async function sendSurely(client: Client, decision: Decision, key: string): Promise<CommandResult> {
  try {
    return await send(client, decision, key);
  } catch (error) {
    if (failureOf(error).kind === 'refused') throw error;
    return send(client, decision, key);
  }
}
