/** What the journal tells somebody from whom fields are kept (R6.18): everything but what tells of them. */

import type { Event, Incident, MachineCommand, PeopleStage, Trace } from '../kernel/index.ts';
import { INCIDENTS, namesMatrixRow } from '../kernel/index.ts';
import { redact } from './see.ts';

type Hidden = ReadonlySet<string>;

/**
 * Hidden fields leave the forms; what was computed from them leaves bodies, keys, inputs and reasons.
 * Every kind of event is named, so that a new one is not told before somebody thought of it.
 */
export function withoutHidden(event: Event, hidden: Hidden): Event {
  switch (event.type) {
    case 'InstanceStarted':
      return traced({ ...event, form: redact(event.form, hidden) });
    case 'FormChanged':
      return { ...event, form: redact(event.form, hidden) };
    case 'InstanceMigrated':
      return event.form ? { ...event, form: redact(event.form, hidden) } : event;
    case 'EffectsHeld':
      return { ...event, effects: [] };
    case 'VoteTakenBack': {
      const { form, vars: _vars, saga: _saga, ...rest } = event;
      return { ...rest, visits: [], ...(form ? { form: redact(form, hidden) } : {}) };
    }
    case 'CallRequested': {
      const { pledge: _pledge, ...requested } = event;
      return { ...requested, body: {} };
    }
    case 'ChildEnded': {
      const { vars: _vars, ...ended } = event;
      return ended;
    }
    case 'VariablesSet':
      return { ...event, vars: {} };
    case 'InputHeld':
      return { ...event, command: bare(event.command) };
    case 'SeatSettled':
    case 'VoteCast': {
      // Whoever knows the other fields could try out the hidden ones against the hash.
      const { seen: _seen, ...vote } = event;
      return vote;
    }
    case 'IncidentRaised':
      return { ...event, incident: incidentWithout(event.incident) };
    case 'VisitOpened': {
      const { awaits, ...opened } = traced(event);
      return awaits ? { ...opened, awaits: { ...awaits, key: '' } } : opened;
    }
    case 'VisitSkipped':
    case 'ClockResumed':
    case 'InstanceResumed':
    case 'InstanceRevived':
      return traced(event);
    case 'SeatRemoved':
    case 'SeatReplaced':
      return event.people ? { ...event, people: event.people.map(unruled) } : event;
    case 'BranchEnded':
    case 'CallSettled':
    case 'ChildStopped':
    case 'ChildrenStarted':
    case 'ClockStopped':
    case 'Commented':
    case 'DelegationRecalled':
    case 'EffectsReleased':
    case 'GroupClosed':
    case 'IncidentResolved':
    case 'InstanceEnded':
    case 'InstanceJumped':
    case 'InstanceSuspended':
    case 'InstanceVoided':
    case 'MessageReceived':
    case 'MigrationCompleted':
    case 'MigrationUndone':
    case 'OpinionGiven':
    case 'PeopleAddedAhead':
    case 'PeopleChosen':
    case 'PeopleCopied':
    case 'PeopleNotified':
    case 'PeopleReminded':
    case 'Returned':
    case 'SagaRequested':
    case 'SagaSettled':
    case 'SagaTurned':
    case 'SeatClaimed':
    case 'SeatDelegated':
    case 'SeatEscalated':
    case 'SeatOpened':
    case 'SeatReopened':
    case 'SeatTransferred':
    case 'SeatUnclaimed':
    case 'SeatsAdded':
    case 'TimerFired':
    case 'VisitAdvanced':
    case 'VisitClosed':
    case 'VotesStale':
      return event;
  }
}

/** What an expression's error quotes may be hidden: its kind is told. */
export function incidentWithout({ code }: Incident): Incident {
  const kind: string | undefined = INCIDENTS[code as keyof typeof INCIDENTS];
  return { code, message: kind ?? code };
}

/** A stage without the row of a matrix that found its people: the row tells what its fields held. */
export function unruled<Stage extends Pick<PeopleStage, 'rule'>>(stage: Stage): Stage {
  if (stage.rule === undefined || !namesMatrixRow(stage.rule)) return stage;
  const { rule: _rule, ...rest } = stage;
  return rest as Stage;
}

function traced<Traced extends { readonly trace?: Trace }>(event: Traced): Traced {
  if (!event.trace) return event;
  const { because: _because, rows: _rows, people, ...trace } = event.trace;
  return { ...event, trace: { ...trace, ...(people ? { people: people.map(unruled) } : {}) } };
}

/** What came in, without what it held. */
function bare(command: MachineCommand): MachineCommand {
  switch (command.type) {
    case 'ReceiveMessage': {
      const { payload: _payload, ...rest } = command;
      return rest;
    }
    case 'SettleChild': {
      const { result } = command;
      return result.kind === 'failed'
        ? { ...command, result: { kind: 'failed', message: '' } }
        : { ...command, result: { kind: 'ended', outcome: result.outcome } };
    }
    case 'SettleCall':
    case 'ReassignTasks':
      return command;
  }
}
