/** What a command brings about besides its own: for the children of the instance, for its parent. */

import { isLive } from './apply.ts';
import type { TellChildEffect } from './effects.ts';
import type { Run } from './run.ts';
import { turnSaga } from './saga.ts';
import type { InstanceState, Visit } from './state.ts';

/** Rules: R8.3. Called once for a command, after it was decided. */
export function aftermath(run: Run, before: InstanceState | undefined): void {
  stopChildren(run);
  turnSaga(run);
  const { status, parent, outcome = '', form, vars = {} } = run.state;
  if (status === before?.status) return;
  if (status === 'suspended') tellAll(run, 'SuspendInstance');
  if (status === 'running' && before?.status === 'suspended') tellAll(run, 'ResumeInstance');
  if (status !== 'ended' || !parent) return;
  const outgoing = run.outgoing(0, `end.${run.state.seq}`);
  run.effects.push({ kind: 'tell-parent', ...outgoing, parent, outcome, form, vars });
}

/** Children that nobody waits for any more are terminated. */
function stopChildren(run: Run): void {
  for (const visit of run.state.visits) {
    if (!visit.children || isLive(visit)) continue;
    for (const { n, status } of visit.children) {
      if (status !== 'running') continue;
      run.emit({ type: 'ChildStopped', visit: visit.n, child: n });
      tell(run, run.visit(visit.n), n, 'TerminateInstance');
    }
  }
}

function tellAll(run: Run, act: TellChildEffect['act']): void {
  for (const visit of run.state.visits) {
    for (const { n, status } of visit.children ?? []) {
      if (status === 'running') tell(run, visit, n, act);
    }
  }
}

function tell(run: Run, visit: Visit, n: number, act: TellChildEffect['act']): void {
  const child = visit.children?.[n - 1]?.id ?? '';
  const { seq, suspension } = run.state;
  const reason = suspension?.reason ?? `the parent instance is ${run.state.status}`;
  const outgoing = run.outgoing(visit.n, `${visit.n}.c${n}.${seq}`);
  run.effects.push({ kind: 'tell-child', ...outgoing, child, act, reason });
}
