/** Sends a filled form, once, and says what became of it. */

import { useRef, useState } from 'react';
import type { CommandResult } from '../../protocol/index.ts';
import type { FormDraft } from '../form/form-draft.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { useSignedIn } from '../remote/person.tsx';
import { useRefresh } from '../remote/refresh.ts';
import type { Choices } from './foretold.tsx';
import { chosen } from './foretold.tsx';
import { rememberFlow } from './kept.ts';

export interface Submission {
  readonly isSending: boolean;
  readonly failure: Failure | undefined;
  readonly result: CommandResult | undefined;
  /** Whether it was tried while something was wrong with it. */
  readonly isTried: boolean;
  readonly submit: () => Promise<void>;
}

interface Submitted {
  readonly flow: string;
  readonly draft: FormDraft;
  readonly choices: Choices;
  /** It has been submitted: nothing of it is a draft any more. */
  readonly onBegun: () => Promise<void>;
}

export function useSubmission({ flow, draft, choices, onBegun }: Submitted): Submission {
  const { client, device } = useSignedIn();
  const refresh = useRefresh();
  const [failure, setFailure] = useState<Failure>();
  const [isSending, setSending] = useState(false);
  const [result, setResult] = useState<CommandResult>();
  const [isTried, setTried] = useState(false);
  // Submitting again after no answer came starts nothing twice.
  const key = useRef(crypto.randomUUID());
  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(undefined);
    try {
      const body = { flow, form: draft.form, ...chosen(choices) };
      const begun = await client.start(body, key.current);
      rememberFlow(device, flow);
      setResult(begun);
      await onBegun();
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
    setTried(bad.length > 0);
    if (bad.length === 0) return send();
    document
      .querySelector<HTMLElement>(
        `[data-field='${CSS.escape(bad[0] ?? '')}'] :is(input, select, textarea, button, output)`,
      )
      ?.focus();
  };
  return { isSending, failure, result, isTried, submit };
}
