/** ResubmitInstance: the initiator sends a returned instance on (R7.6). */

import { resumeClock } from '../clock.ts';
import type { ResubmitInstance } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import { refuseInitiatorChoices, refuseUnchosen } from '../people/choose.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { START_STEP } from '../state.ts';
import { takeForm } from '../take-form.ts';
import { passVisit } from '../walk.ts';
import { isRefusal, refuseIdle } from './task.ts';

export function resubmit(run: Run, command: ResubmitInstance): Refusal | undefined {
  const { actor } = run.context;
  if (actor.kind !== 'person' || actor.id !== run.state.initiator) return refusal('task.not-yours');
  const idle = refuseIdle(run);
  if (idle) return idle;
  const visit = run.state.visits.findLast((v) => v.step === START_STEP && v.status === 'open');
  if (!visit) return refusal('instance.not-returned');
  if ((command.comment?.length ?? 0) > LIMITS.commentCharsMax) return refusal('comment.too-long');
  const { form, comment } = command;
  if (form) {
    const { directory } = run.context;
    const taken = takeForm(run.flow, form, { directory, before: run.state.form });
    if (isRefusal(taken)) return taken;
    run.emit({ type: 'FormChanged', visit: visit.n, by: actor, form: taken.form, replace: true });
  }
  const { choices } = command;
  if (choices) {
    const no = refuseInitiatorChoices(run, choices);
    if (no) return no;
    run.emit({ type: 'PeopleChosen', by: actor, choices });
  }
  const unchosen = refuseUnchosen(run);
  if (unchosen) return unchosen;
  run.emit({
    type: 'VoteCast',
    visit: visit.n,
    seat: 1,
    vote: 'done',
    by: actor,
    ...(comment ? { comment } : {}),
  });
  resumeClock(run);
  passVisit(run, visit.n, 'resubmitted');
  return undefined;
}
