/** SuspendInstance, ResumeInstance, and what the world says meanwhile (R8.2, R6.16). */

import type { ResumeInstance, SuspendInstance } from '../admin-commands.ts';
import { movedClocks } from '../clock.ts';
import type { MachineCommand } from '../commands.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import type { Run } from '../run.ts';
import { refuseOrder } from './instance.ts';
import { reassignTasks } from './reassign.ts';
import { receive } from './receive.ts';
import { settleCall } from './repair.ts';
import { settleChild } from './settle-child.ts';
import { refuseIdle, refuseNoMachine } from './task.ts';

/** Refuses: admin.*, instance.ended, instance.suspended. */
export function suspend(run: Run, { reason }: SuspendInstance): Refusal | undefined {
  const no = refuseOrder(run, 'instance.suspend', reason) ?? refuseIdle(run);
  if (no) return no;
  run.emit({ type: 'InstanceSuspended', by: run.context.actor, reason });
  return undefined;
}

/** Refuses: admin.*, instance.not-suspended. */
export function resume(run: Run, { reason }: ResumeInstance): Refusal | undefined {
  const no = refuseOrder(run, 'instance.suspend', reason);
  if (no) return no;
  const { suspension } = run.state;
  if (!suspension) return refusal('instance.not-suspended');
  const moved = movedClocks(run, suspension.atMs);
  run.emit({ type: 'InstanceResumed', by: run.context.actor, reason, ...moved });
  for (const command of suspension.held ?? []) hear(run, command);
  return undefined;
}

/** What the world answers; kept while the instance is suspended. Refuses: admin.right-missing. */
export function takeInput(run: Run, command: MachineCommand): Refusal | undefined {
  if (run.context.actor.kind !== 'system') return refuseNoMachine();
  if (run.state.status !== 'suspended') return hear(run, command);
  run.emit({ type: 'InputHeld', command });
  return undefined;
}

function hear(run: Run, command: MachineCommand): Refusal | undefined {
  switch (command.type) {
    case 'SettleCall':
      return settleCall(run, command);
    case 'ReceiveMessage':
      return receive(run, command);
    case 'SettleChild':
      return settleChild(run, command);
    case 'ReassignTasks':
      return reassignTasks(run);
  }
}
