/** Decides a command: the one door into the kernel. */

import { aftermath } from '../aftermath.ts';
import type { Command } from '../commands.ts';
import type { CompiledFlow } from '../compile.ts';
import type { Context } from '../context.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Lookup } from '../lookups.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import { Run } from '../run.ts';
import type { InstanceState } from '../state.ts';
import { addAhead } from './add-ahead.ts';
import { addPeople } from './add-people.ts';
import { claimTask, unclaimTask } from './claim-task.ts';
import { adviseTask, delegateTask, recallTask } from './delegate-task.ts';
import { fireTimer } from './fire-timer.ts';
import { addComment, terminate, voidInstance, withdraw } from './instance.ts';
import { migrate, undoMigration } from './migrate.ts';
import { removeTask } from './remove-task.ts';
import { retryStep } from './repair.ts';
import { resubmit } from './resubmit.ts';
import { returnTask } from './return-task.ts';
import { start } from './start.ts';
import { advance, jump, replaceVoter, revive } from './steer.ts';
import { resume, suspend, takeInput } from './suspend.ts';
import { takeBack } from './take-back.ts';
import { isRefusal } from './task.ts';
import { copyTo, remindPeople } from './tell.ts';
import { transferTask } from './transfer-task.ts';
import { vote } from './vote.ts';

export type Decision =
  | {
      readonly ok: true;
      /** The state after the events. */
      readonly state: InstanceState;
      readonly events: readonly Event[];
      readonly effects: readonly Effect[];
    }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      /** Questions to ask outside first; then the command is handled again with the answers. */
      readonly lookups?: readonly Lookup[];
    };

/**
 * Decides one command. Does nothing: what should happen is in the answer.
 * Shape: (flow, state before or undefined for a start, command, context) → events and effects, or a refusal.
 * Rules: R2 to R13 as far as the definition can hold them.
 */
export function handle(
  flow: CompiledFlow,
  state: InstanceState | undefined,
  command: Command,
  context: Context,
): Decision {
  const lookups: Lookup[] = [];
  const decision = decideWith(flow, state, command, context, lookups);
  if (lookups.length === 0) return decision;
  return { ok: false, refusal: refusal('people.pending'), lookups };
}

function decideWith(
  flow: CompiledFlow,
  state: InstanceState | undefined,
  command: Command,
  context: Context,
  lookups: Lookup[],
): Decision {
  if (command.type === 'StartInstance') {
    if (state) return { ok: false, refusal: refusal('instance.exists') };
    const answer = start(flow, command, context, lookups);
    return isRefusal(answer) ? { ok: false, refusal: answer } : accepted(answer, state);
  }
  if (command.type === 'MigrateInstance') {
    const { target } = context;
    if (target?.ref.hash !== command.to.hash) return no(refusal('migrate.no-version'));
    const run = new Run(target, state, context, lookups);
    const refused = migrate(run, flow, command);
    return refused ? no(refused) : accepted(run, state);
  }
  const run = new Run(flow, state, context, lookups);
  const refused = decide(run, command);
  return refused ? no(refused) : accepted(run, state, VOTES.has(command.type));
}

function no(refused: Refusal): Decision {
  return { ok: false, refusal: refused };
}

/** What is to happen outside waits for as long as the vote behind it can be taken back (R6.13). */
const VOTES: ReadonlySet<Command['type']> = new Set([
  ...(['ApproveTask', 'RejectTask', 'AbstainTask', 'CompleteTask', 'AddPeople'] as const),
]);

function accepted(run: Run, before: InstanceState | undefined, isVote = false): Decision {
  aftermath(run, before);
  const { undoMs } = run.flow.definition;
  if (isVote && undoMs !== undefined && run.effects.length > 0) {
    const effects = run.effects.splice(0);
    run.emit({ type: 'EffectsHeld', effects, untilMs: run.atMs + undoMs });
  }
  return { ok: true, state: run.state, events: run.events, effects: run.effects };
}

type Later = Exclude<Command, { readonly type: 'StartInstance' | 'MigrateInstance' }>;

function decide(run: Run, command: Later): Refusal | undefined {
  switch (command.type) {
    case 'ApproveTask':
    case 'RejectTask':
    case 'AbstainTask':
    case 'CompleteTask':
      return vote(run, command);
    case 'ReturnTask':
      return returnTask(run, command);
    case 'TransferTask':
      return transferTask(run, command);
    case 'AddPeople':
      return addPeople(run, command);
    case 'AddAhead':
      return addAhead(run, command);
    case 'ClaimTask':
      return claimTask(run, command);
    case 'UnclaimTask':
      return unclaimTask(run, command);
    case 'TakeBackVote':
      return takeBack(run, command);
    case 'RemindPeople':
      return remindPeople(run, command);
    case 'CopyTo':
      return copyTo(run, command);
    case 'RemoveTask':
      return removeTask(run, command);
    case 'DelegateTask':
      return delegateTask(run, command);
    case 'AdviseTask':
      return adviseTask(run, command);
    case 'RecallTask':
      return recallTask(run, command);
    case 'ResubmitInstance':
      return resubmit(run, command);
    case 'WithdrawInstance':
      return withdraw(run, command);
    case 'TerminateInstance':
      return terminate(run, command);
    case 'AddComment':
      return addComment(run, command);
    case 'FireTimer':
      return fireTimer(run, command);
    case 'SettleCall':
    case 'ReceiveMessage':
    case 'SettleChild':
    case 'ReassignTasks':
      return takeInput(run, command);
    case 'SuspendInstance':
      return suspend(run, command);
    case 'ResumeInstance':
      return resume(run, command);
    case 'JumpInstance':
      return jump(run, command);
    case 'AdvanceVisit':
      return advance(run, command);
    case 'ReplaceVoter':
      return replaceVoter(run, command);
    case 'UndoMigration':
      return undoMigration(run, command);
    case 'VoidInstance':
      return voidInstance(run, command);
    case 'ReviveInstance':
      return revive(run, command);
    case 'RetryStep':
      return retryStep(run, command);
  }
}
