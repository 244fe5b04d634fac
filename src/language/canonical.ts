/** The canonical form: one text, and so one hash, for every way to write the same meaning. */

import type {
  ApprovalStep,
  Ballot,
  Callback,
  DeadlineAct,
  DeadlineRung,
  DecisionTable,
  Dedupe,
  Departure,
  Due,
  EmptyPolicy,
  FlowDefinition,
  FlowHash,
  HandleStep,
  InitiatorPolicy,
  OptionalAct,
  People,
  ReturnTarget,
  Rung,
  RungAct,
  StandIns,
  Step,
  VoterGroup,
  WaitStep,
} from '../kernel/index.ts';
import { DEFAULT_CALENDAR_ID, LIMITS, sha256 } from '../kernel/index.ts';

/**
 * Writes a definition as canonical JSON.
 * Rules: keys sorted by UTF-16 code units, no white space, and nothing that says only what would
 * hold without it; lists keep their order. Equal meaning gives equal text.
 */
export function canonicalize(definition: FlowDefinition): string {
  return sortedJson(withoutDefaults(definition));
}

/** The version's identity: the SHA-256 of its canonical form. */
export function hashOf(definition: FlowDefinition): FlowHash {
  return sha256(canonicalize(definition));
}

/**
 * Reads a definition from its canonical JSON.
 * Rules: for texts that `canonicalize` wrote; nothing is checked. Faults: SyntaxError.
 */
export function parseCanonical(text: string): FlowDefinition {
  return JSON.parse(text) as FlowDefinition;
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const part = (value as { readonly [key: string]: unknown })[key];
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${sortedJson(part)}`);
  }
  return `{${parts.join(',')}}`;
}

interface Inherited {
  readonly initiator: InitiatorPolicy;
  readonly empty: EmptyPolicy;
  readonly calendar: string;
  readonly dedupe: Dedupe;
  readonly onLeave: Departure;
  readonly onMove: Departure;
}

const ROOT: Inherited = {
  initiator: 'manager',
  empty: 'admin',
  calendar: DEFAULT_CALENDAR_ID,
  dedupe: { kind: 'none' },
  onLeave: 'keep',
  onMove: 'keep',
};

/** The same meaning with everything left out that holds by default. */
function withoutDefaults(definition: FlowDefinition): FlowDefinition {
  const { start, vars, distinct, withdraw, initiator, empty, calendar, ...others } = definition;
  const { deadline, clocks, substitutes, dedupe, remindEveryMs, oneTap, ...more } = others;
  const { onLeave, onMove, sites, steps, ...rest } = more;
  const inherited: Inherited = {
    initiator: initiator ?? ROOT.initiator,
    empty: empty ?? ROOT.empty,
    calendar: calendar ?? ROOT.calendar,
    dedupe: dedupe ? plainDedupe(dedupe) : ROOT.dedupe,
    onLeave: onLeave ?? ROOT.onLeave,
    onMove: onMove ?? ROOT.onMove,
  };
  return {
    ...rest,
    ...(start?.who === undefined ? {} : { start }),
    ...kept('vars', vars, {}),
    ...kept('distinct', distinct, []),
    ...kept('withdraw', withdraw, 'while-running'),
    ...kept('initiator', initiator, ROOT.initiator),
    ...kept('empty', empty, ROOT.empty),
    ...kept('calendar', calendar, ROOT.calendar),
    ...kept('dedupe', dedupe && plainDedupe(dedupe), ROOT.dedupe),
    ...kept('onLeave', onLeave, ROOT.onLeave),
    ...kept('onMove', onMove, ROOT.onMove),
    ...kept('deadline', deadline?.map(plainRung), []),
    ...kept('clocks', clocks, 'run'),
    ...kept('sites', sites, 'escalate'),
    ...kept('substitutes', substitutes, 1),
    ...kept('remindEveryMs', remindEveryMs, LIMITS.remindEveryMs),
    ...kept('oneTap', oneTap, true),
    steps: steps.map((step) => plainStep(step, inherited)),
  };
}

/** The property, unless it is absent or says what holds anyway. */
function kept<K extends string, V>(
  key: K,
  value: V | undefined,
  byDefault: NoInfer<V>,
): { readonly [key in K]?: V } {
  if (value === undefined || sortedJson(value) === sortedJson(byDefault)) return {};
  return { [key]: value } as { readonly [key in K]?: V };
}

function plainStep(step: Step, inherited: Inherited): Step {
  switch (step.kind) {
    case 'approval': {
      const { onReject, onAddedReject, ballot, dedupe, ...rest } = step;
      return {
        ...plainAsking(rest as ApprovalStep, inherited),
        ballot: plainBallot(ballot),
        ...kept('dedupe', dedupe && plainDedupe(dedupe), inherited.dedupe),
        ...kept('onReject', onReject, { kind: 'end' }),
        ...kept('onAddedReject', onAddedReject, 'advise'),
      };
    }
    case 'handle':
      return plainAsking(step, inherited);
    case 'notify':
      return { ...step, tell: plainPeople(step.tell) };
    case 'choice':
    case 'inclusive':
      return {
        ...step,
        branches: step.branches.map((branch) => ({
          ...branch,
          steps: branch.steps.map((inner) => plainStep(inner, inherited)),
        })),
      };
    case 'parallel': {
      const { join, branches, ...rest } = step;
      return {
        ...rest,
        ...kept('join', join, 'all'),
        branches: branches.map((branch) => ({
          ...branch,
          steps: branch.steps.map((inner) => plainStep(inner, inherited)),
        })),
      };
    }
    case 'call': {
      const { wait, callback, ...rest } = step;
      return {
        ...rest,
        ...kept('wait', wait, true),
        ...(callback ? { callback: plainLimited(callback, inherited) } : {}),
      };
    }
    case 'rule': {
      const { table, ...rest } = step;
      return { ...rest, ...(table ? { table: plainTable(table) } : {}) };
    }
    case 'subflow': {
      const { initiator, wait, join, accept, set, form, onReject, returned, ...rest } = step;
      return {
        ...rest,
        ...kept('initiator', initiator, 'initiator'),
        ...kept('wait', wait, true),
        ...kept('join', join, 'all'),
        ...kept('accept', accept, 'passed'),
        ...kept('form', form, {}),
        ...kept('set', set, {}),
        ...kept('onReject', onReject, { kind: 'end' }),
        ...kept('returned', returned, { to: 'previous', resume: 'forward' }),
      };
    }
    case 'wait': {
      return plainLimited(step, inherited);
    }
    case 'delay': {
      const { working, calendar, ...rest } = step;
      return {
        ...rest,
        ...kept('working', working, false),
        ...kept('calendar', calendar, inherited.calendar),
      };
    }
    case 'goto':
    case 'end':
      return step;
  }
}

const ACTS: readonly OptionalAct[] = [
  'transfer',
  'delegate',
  'add',
  'remove',
  'add-ahead',
  'take-back',
];
const RETURNS: readonly ReturnTarget[] = ['initiator', 'previous'];

function plainAsking<S extends ApprovalStep | HandleStep>(step: S, inherited: Inherited): S {
  const { ask, groups, initiator, empty, rights, require, returns, acts, ladder, ...others } = step;
  const { calendar, onChange, onLeave, onMove, standIns, ...rest } = others;
  const spoken = Object.entries(rights ?? {}).filter(([, right]) => right !== 'read');
  const allowed = acts && ACTS.filter((act) => acts.includes(act));
  return {
    ...rest,
    ask: plainPeople(ask),
    ...kept('groups', groups?.map(plainGroup), []),
    ...kept('initiator', initiator, inherited.initiator),
    ...kept('empty', empty, inherited.empty),
    ...kept('rights', Object.fromEntries(spoken), {}),
    ...kept('require', require && [...new Set(require)].sort(), []),
    ...kept('returns', returns, RETURNS),
    ...kept<'acts', readonly OptionalAct[]>('acts', allowed, ACTS),
    ...kept('ladder', ladder?.map(plainRung), []),
    ...kept('calendar', calendar, inherited.calendar),
    ...kept('onChange', onChange, 'keep'),
    ...kept('onLeave', onLeave, inherited.onLeave),
    ...kept('onMove', onMove, inherited.onMove),
    ...kept('standIns', standIns?.map(plainStandIns), []),
  } as unknown as S;
}

function plainLimited<S extends WaitStep | Callback>(step: S, inherited: Inherited): S {
  const { limit, calendar, set, ...rest } = step;
  return {
    ...rest,
    ...kept('set', set, {}),
    ...(limit ? { limit: plainDue(limit) } : {}),
    ...kept('calendar', calendar, inherited.calendar),
  } as unknown as S;
}

function plainDue<D extends Due>({ working, ...rest }: D): D {
  return { ...rest, ...kept('working', working, false) } as unknown as D;
}

function plainTable({ hit, rows, ...rest }: DecisionTable): DecisionTable {
  return {
    ...rest,
    ...kept('hit', hit, 'unique'),
    rows: rows.map(({ when, ...row }) => ({ ...row, ...kept('when', when, {}) })),
  };
}

function plainGroup({ name, ask, ballot }: VoterGroup): VoterGroup {
  return { name, ask: plainPeople(ask), ballot: plainBallot(ballot) };
}

function plainAct(act: RungAct | DeadlineAct): RungAct | DeadlineAct {
  if (act.kind === 'notify') return { ...act, tell: plainPeople(act.tell) };
  if (act.kind === 'add') return { ...act, people: plainPeople(act.people) };
  if (act.kind === 'transfer') return { ...act, to: plainPeople(act.to) };
  return act;
}

function plainRung<R extends Rung | DeadlineRung>({ working, ...rest }: R): R {
  const { do: act } = rest;
  const plain = plainAct(act);
  return { ...rest, ...kept('working', working, false), do: plain } as unknown as R;
}

function plainStandIns({ for: whose, ask }: StandIns): StandIns {
  return { ...(whose ? { for: whose } : {}), ask };
}

function plainDedupe({ kind, forOthers }: Dedupe): Dedupe {
  return { kind, ...(kind === 'none' ? {} : kept('forOthers', forOthers, false)) };
}

function plainPeople(people: People): People {
  const { of, except, also, as, assign } = people;
  return {
    of,
    ...kept('except', except, []),
    ...kept('also', also, []),
    ...kept('as', as, 'voters'),
    ...(assign === undefined ? {} : { assign }),
  };
}

function plainBallot(ballot: Ballot): Ballot {
  switch (ballot.kind) {
    case 'all':
      return { kind: 'all', ...kept('close', ballot.close, 'early') };
    case 'any':
      return { kind: 'any', ...kept('first', ballot.first, 'vote') };
    case 'sequence':
      return ballot;
    case 'vote': {
      const { weights, veto, tie, close, ...rest } = ballot;
      return {
        ...rest,
        ...kept('weights', weights, {}),
        ...kept('veto', veto, []),
        ...kept('tie', tie, 'rejected'),
        ...kept('close', close, 'early'),
      };
    }
  }
}
