/** An act that was refused: what was the matter, and that nothing was sent. */

import type { JsonObject } from '../../../kernel/index.ts';
import type { Instance, Task } from '../../../protocol/index.ts';
import { Wrongs } from '../../form/wrongs.tsx';
import { Conflict, Failed } from '../../kit/states.tsx';
import { PATH } from '../../path/texts.ts';
import { usePeopleNamed } from '../../remote/people.ts';
import { useFormats, useTexts } from '../../words/language.tsx';
import { ACT } from '../texts.ts';
import type { Deciding } from './decide.ts';

interface RefusedProps {
  readonly deciding: Deciding;
  readonly task: Task | undefined;
  readonly path: Instance['path'];
  /** Of the form. */
  readonly schema: JsonObject;
}

export function Refused({ deciding, task, path, schema }: RefusedProps) {
  const t = useTexts(ACT);
  const { failure, failedOn, clearFailure } = deciding;
  const detail = failure?.detail as { closedBy?: string; by?: string } | undefined;
  const faster = detail?.closedBy ?? detail?.by;
  const who = useFaster(faster, path);
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

/** What a refusal calls whatever acted by itself. */
const SYSTEM = 'system: ';

/** Who was faster, by name: nobody is shown an id. */
function useFaster(id: string | undefined, path: Instance['path']): string {
  const t = useTexts(ACT);
  const p = useTexts(PATH);
  const { text } = useFormats();
  const isSystem = id?.startsWith(SYSTEM) === true;
  const seats = path.flatMap((visit) => visit.seats);
  const people = seats.flatMap(({ person, actor, substitute }) => [person, actor, substitute]);
  const known = people.find((each) => each && 'id' in each && each.id === id);
  const [named] = usePeopleNamed(id === undefined || isSystem || known ? [] : [id]);
  if (isSystem) return p.machine;
  const found = known && 'name' in known ? known : named;
  return found ? text(found.name) : t.somebody;
}
