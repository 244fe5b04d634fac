/** An act that was refused: what was the matter, and that nothing was sent. */

import type { JsonObject } from '../../../kernel/index.ts';
import type { Task } from '../../../protocol/index.ts';
import { Wrongs } from '../../form/wrongs.tsx';
import { Conflict, Failed } from '../../kit/states.tsx';
import { useNames } from '../../remote/people.ts';
import { useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import type { Deciding } from './decide.ts';

interface RefusedProps {
  readonly deciding: Deciding;
  readonly task: Task | undefined;
  /** Of the form. */
  readonly schema: JsonObject;
}

export function Refused({ deciding, task, schema }: RefusedProps) {
  const t = useTexts(ACT);
  const { failure, failedOn, clearFailure } = deciding;
  const detail = failure?.detail as { closedBy?: string; by?: string } | undefined;
  const faster = detail?.closedBy ?? detail?.by;
  const who = useNames(faster === undefined ? [] : [faster]);
  if (!failure || failedOn !== task?.id) return null;
  // The act bar says so, where it is to be acknowledged.
  if (failure.code === 'task.changed') return null;
  // What happened, and what was written, is told where the act bar was.
  if (failure.code === 'task.closed' && task?.status === 'closed') return null;
  if (faster !== undefined && /^task\.(closed|claimed)$/.test(failure.code)) {
    return <Conflict what={t.closedBy(who)} onLook={clearFailure} />;
  }
  if (failure.code === 'instance.ended') {
    return <Conflict what={failure.title} onLook={clearFailure} />;
  }
  const retry = failure.kind === 'unknown' ? deciding.retry : clearFailure;
  return (
    <Failed failure={failure} onRetry={retry}>
      {failure.code === 'form.invalid' && failure.errors ? (
        <Wrongs mistakes={failure.errors} schema={schema} />
      ) : null}
    </Failed>
  );
}
