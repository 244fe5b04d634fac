/** StartInstance: checks who and what, records the submission, walks to the first people. */

import { arm } from '../arm.ts';
import type { StartInstance } from '../commands.ts';
import type { CompiledFlow } from '../compile.ts';
import type { Context } from '../context.ts';
import type { FlowDefinition } from '../definition.ts';
import type { InstanceStarted } from '../events.ts';
import { LIMITS } from '../limits.ts';
import type { Lookup } from '../lookups.ts';
import { refuseInitiatorChoices, refuseUnchosen } from '../people/choose.ts';
import { readableLine } from '../readable.ts';
import type { Refusal } from '../refusals.ts';
import { refusal } from '../refusals.ts';
import { Run } from '../run.ts';
import type { Scope } from '../scope.ts';
import { evaluate, programOf } from '../scope.ts';
import type { Parent } from '../state.ts';
import { takeForm } from '../take-form.ts';
import { enterList, ROOT } from '../walk.ts';
import type { PersonId, Text } from '../words.ts';
import { isRefusal } from './task.ts';

/** Rules: R2.1, R3.4. Refuses: start.*, form.invalid. */
export function start(
  flow: CompiledFlow,
  command: StartInstance,
  context: Context,
  lookups: Lookup[],
): Run | Refusal {
  const { actor } = context;
  const child = actor.kind === 'system' ? command.parent : undefined;
  const initiator = actor.kind === 'person' ? actor.id : child?.initiator;
  if (initiator === undefined) return refusal('start.not-allowed', { actor: 'system' });
  if (!context.directory.person(initiator)?.active) return refusal('start.not-allowed');
  const taken = takeForm(flow, command.form, { directory: context.directory });
  if (isRefusal(taken)) return taken;

  const { form } = taken;
  const scope = startScope(flow, { ...command, form }, context, initiator);
  const who = flow.definition.start?.who;
  if (who !== undefined) {
    const allowed = evaluate(programOf(flow, who), scope);
    if (!allowed.ok)
      return refusal('start.not-allowed', { expression: who, error: allowed.message });
    if (allowed.value !== true) return refusal('start.not-allowed', { expression: who });
  }
  const deadline = armDeadline(flow, context);
  if (isRefusal(deadline)) return deadline;
  const run = new Run(flow, undefined, context, lookups);
  run.emit({
    type: 'InstanceStarted',
    tenant: command.tenant,
    instance: command.instance,
    flow: flow.ref,
    initiator,
    subject: subjectOf(flow, scope),
    form,
    ...(child ? { parent: parentOf(child) } : {}),
    ...(command.choices ? { choices: command.choices } : {}),
    ...deadline,
  });
  const unchosen = refuseInitiatorChoices(run, command.choices) ?? refuseUnchosen(run);
  if (unchosen) return unchosen;
  enterList(run, ROOT, 0);
  const stuck = run.state.visits.find((visit) => visit.incident?.code === 'people.nobody');
  return stuck ? refusal('start.nobody-to-ask', { step: stuck.step }) : run;
}

function parentOf({ instance, visit, child, depth, room }: Parent): Parent {
  return { instance, visit, child, depth, ...(room === undefined ? {} : { room }) };
}

/** The rungs of the deadline as timers, if the flow has one (R9.4). Refuses: start.no-calendar. */
export function armDeadline(
  flow: CompiledFlow,
  { nowMs, directory }: Context,
): Pick<InstanceStarted, 'timers' | 'trace'> | Refusal {
  const { deadline, calendar } = flow.definition;
  if (!deadline) return {};
  const arming = arm(deadline, nowMs, directory, calendar);
  if (!arming.ok) return refusal('start.no-calendar', { reason: arming.message });
  const { timers, calendar: counted } = arming;
  if (counted === undefined) return { timers };
  return { timers, trace: { directory: directory.version, calendar: counted } };
}

function startScope(
  flow: CompiledFlow,
  command: StartInstance,
  context: Context,
  initiator: PersonId,
): Scope {
  const { name, version } = flow.ref;
  const subject = textOf(flow.definition.title) ?? name;
  return {
    form: command.form,
    vars: {},
    initiator,
    actor: context.actor,
    instance: { id: command.instance, flow: name, version, subject, startedAt: context.nowMs },
    nowMs: context.nowMs,
    directory: context.directory,
  };
}

function subjectOf(flow: CompiledFlow, scope: Scope): string {
  const { subject }: FlowDefinition = flow.definition;
  if (subject === undefined) return scope.instance.subject;
  const result = evaluate(programOf(flow, subject), scope);
  if (!result.ok || typeof result.value !== 'string' || result.value === '') {
    return scope.instance.subject;
  }
  const line = readableLine(result.value);
  return [...line].slice(0, LIMITS.subjectCharsMax).join('') || scope.instance.subject;
}

function textOf(text: Text | undefined): string | undefined {
  if (text === undefined || typeof text === 'string') return text;
  return text['en'] ?? Object.values(text)[0];
}
