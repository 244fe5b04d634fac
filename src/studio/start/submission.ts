/** Sends a filled form, once, and says what became of it. */

import { useRef, useState } from 'react';
import type { CommandResult } from '../../protocol/index.ts';
import type { FormDraft } from '../form/form-draft.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/queries.ts';
import type { Choices } from './foretold.tsx';
import { chosen } from './foretold.tsx';
import { forgetForm, rememberFlow } from './kept.ts';

export interface Submission {
  readonly isSending: boolean;
  readonly failure: Failure | undefined;
  readonly begun: CommandResult | undefined;
  /** Fields that were wrong when it was tried last. */
  readonly wrong: number;
  readonly submit: () => Promise<void>;
}

export function useSubmission(flow: string, draft: FormDraft, choices: Choices): Submission {
  const { client } = useSignedIn();
  const refresh = useRefresh();
  const [failure, setFailure] = useState<Failure>();
  const [isSending, setSending] = useState(false);
  const [begun, setBegun] = useState<CommandResult>();
  const [wrong, setWrong] = useState(0);
  // Submitting again after no answer came starts nothing twice.
  const key = useRef(crypto.randomUUID());
  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(undefined);
    try {
      const body = { flow, form: draft.form, ...chosen(choices) };
      const result = await client.start(body, key.current);
      forgetForm(flow);
      rememberFlow(flow);
      setBegun(result);
      await refresh();
    } catch (error) {
      const found = failureOf(error);
      if (found.kind === 'refused') key.current = crypto.randomUUID();
      setFailure(found);
    } finally {
      setSending(false);
    }
  };
  const submit = async (): Promise<void> => {
    const bad = draft.touchAll();
    setWrong(bad.length);
    if (bad.length === 0) return send();
    document.querySelector<HTMLElement>(`[data-field='${bad[0]}'] [id]`)?.focus();
  };
  return { isSending, failure, begun, wrong, submit };
}
