import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Organisation } from '../../src/identity/index.ts';
import { directoryOf, readOrganisation } from '../../src/identity/index.ts';
import type { Directory, FlowDefinition, JsonObject, Step } from '../../src/kernel/index.ts';
import { check } from '../../src/language/index.ts';
import { Play } from '../../src/testing/index.ts';
import { EXAMPLES } from './examples.ts';

const FILE = new URL('../../examples/organisation.yaml', import.meta.url);
const TENANTS = (parse(readFileSync(FILE, 'utf8')) as { readonly tenants: readonly unknown[] })
  .tenants;
const ORGANISATIONS: readonly Organisation[] = TENANTS.map((tenant) => {
  const reading = readOrganisation(tenant);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.organisation;
});

const CLAIM = { category: 'travel', spentOn: '2026-03-02', project: 'Apollo', reason: 'A visit' };
const LEAVE = { kind: 'annual', from: '2026-05-04', until: '2026-05-08', reason: 'Rest' };
const PURCHASE = {
  item: 'Laptops',
  category: 'hardware',
  neededBy: '2026-06-01',
  reason: 'New colleagues',
  supplier: 'Nanshan Computers',
};
const RELEASE = {
  service: 'billing',
  release: 'v2.4.0',
  window: '2026-04-01T22:00:00Z',
  change: 'Invoices are numbered per tenant.',
  rollback: 'Deploy the release before it.',
};

const ACCESS = { days: 30, reason: 'On-call rotation' };
const LOAN = { months: 12, purpose: 'housing', guarantor: 'somebody' };
const VENDOR = { vendor: 'Blue Crane', taxNumber: '91310000X', checks: ['legal'] };

/** Forms that together lead through every branch of each example. */
const FORMS: { readonly [flow: string]: readonly JsonObject[] } = {
  'expense-claim': [
    { ...CLAIM, amount: 860 },
    { ...CLAIM, amount: 50_000 },
  ],
  leave: [2, 8, 30].map((days) => ({ ...LEAVE, days })),
  purchase: [900, 5_000, 50_000, 500_000].map((amount) => ({ ...PURCHASE, amount })),
  contract: [
    { partner: 'Nanshan', about: 'Desks', amount: 500, personalData: false },
    { partner: 'Nanshan', about: 'Payroll', amount: 20_000, personalData: true },
    { partner: 'Nanshan', about: 'A new building', amount: 1_000_000, personalData: false },
  ],
  'access-request': [
    { ...ACCESS, system: 'wiki', level: 'read' },
    { ...ACCESS, system: 'production', level: 'admin' },
  ],
  loan: [
    { months: 12, purpose: 'other', amount: 5_000, score: 400 },
    { ...LOAN, amount: 5_000, score: 400 },
    { ...LOAN, amount: 250_000, score: 750 },
  ],
  'vendor-check': ['legal', 'finance', 'security'].map((kind) => ({ vendor: 'Blue Crane', kind })),
  'vendor-onboarding': [300_000, 3_000_000].map((yearly) => ({ ...VENDOR, yearly })),
  'travel-settlement': [1, 90].map((quantity) => ({
    ...{ destination: "Xi'an", left: '2026-11-02', returned: '2026-11-04', advance: 100 },
    items: [{ what: 'Train', price: 553.5, quantity }],
  })),
  'production-deployment': ['low', 'high', 'critical'].map((risk) => ({ ...RELEASE, risk })),
};

/** Everybody who is asked says yes, and every call succeeds, until the instance ends. */
function playToTheEnd(
  flow: FlowDefinition,
  directory: Directory,
  who: string,
  form: JsonObject,
): Play {
  const play = new Play(flow, directory);
  play.start(who, form);
  for (let turn = 0; turn < 200 && play.state?.status === 'running'; turn += 1) {
    const [task] = play.openTasks();
    if (task) {
      const act = { comment: 'Fine.', signature: task.seat.person };
      if (task.visit.kind === 'approval') play.approve(task.seat.person, act);
      else play.complete(task.seat.person, act);
      continue;
    }
    const delay = play.state.visits.find(
      ({ kind, status }) => kind === 'delay' && status === 'open',
    );
    if (delay) {
      play.nowMs = delay.timers![0]!.dueAtMs;
      play.fire(delay.n, 0);
      continue;
    }
    const live = play.state.visits.find(({ status }) => status === 'open');
    const child = live?.children?.find(({ status }) => status === 'running');
    const world = { kind: 'system', cause: 'world' } as const;
    if (live && child) {
      const form = { rating: 'A' };
      const result = { kind: 'ended', outcome: 'approved', form, vars: {} } as const;
      play.must({ type: 'SettleChild', visit: live.n, child: child.n, result }, world);
      continue;
    }
    if (live?.awaits) {
      const payload = { contract: 'C-1' };
      play.must({ type: 'ReceiveMessage', visit: live.n, message: 'm', payload }, world);
      continue;
    }
    const call = play.state.visits.find(({ kind, status }) => kind === 'call' && status === 'open');
    if (!call) break;
    play.must(
      { type: 'SettleCall', visit: call.n, result: { kind: 'delivered', status: 200 } },
      { kind: 'system', cause: 'call' },
    );
  }
  return play;
}

/** The words that the flow's own ends say. */
function endingsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'end') return [step.outcome];
    return 'branches' in step ? step.branches.flatMap((branch) => endingsOf(branch.steps)) : [];
  });
}

function idsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (!('branches' in step)) return [step.id];
    return [step.id, ...step.branches.flatMap((branch) => idsOf(branch.steps))];
  });
}

test('R9.1 in acme’s calendar the make-up Saturday before the Spring Festival is worked', () => {
  const acme = directoryOf(ORGANISATIONS.find(({ id }) => id === 'acme')!, '1');
  const flow = check(EXAMPLES.find(({ name }) => name === 'expense-claim.yaml')!.text).definition!;
  const play = new Play(flow, acme);
  play.nowMs = Date.parse('2026-02-13T17:00:00+08:00');
  play.start('lei-ming', { ...CLAIM, amount: 860 });
  const due = play.visit('manager').timers?.map(({ dueAtMs }) => new Date(dueAtMs).toISOString());
  expect(due).toEqual(['2026-02-14T09:00:00.000Z', '2026-02-25T09:00:00.000Z']);
});

describe.each(ORGANISATIONS)('in the organisation $id', (organisation) => {
  const directory = directoryOf(organisation, '1');
  const people = organisation.people.filter(({ active }) => active);

  test.each(EXAMPLES)('everybody who may start $name is led to its end', ({ text, attached }) => {
    const flow = check(text, attached).definition!;
    const visited = new Set<string>();
    let started = 0;
    for (const { id } of people) {
      for (const drawn of FORMS[flow.name]!) {
        const guarantor = people.find((each) => each.id !== id && each.roles.length === 1)!.id;
        const form = 'guarantor' in drawn ? { ...drawn, guarantor } : drawn;
        const command = { type: 'StartInstance', tenant: 'x', instance: 'i1', form } as const;
        const answer = new Play(flow, directory).send(command, { kind: 'person', id });
        if (!answer.ok && answer.refusal.code === 'start.not-allowed') continue;
        const play = playToTheEnd(flow, directory, id, form);
        const outcomes = ['approved', ...endingsOf(flow.steps)];
        expect([id, play.state?.status]).toEqual([id, 'ended']);
        expect(outcomes).toContain(play.state?.outcome);
        started += 1;
        for (const { step } of play.state?.visits ?? []) visited.add(step);
      }
    }
    expect(started).toBeGreaterThan(0);
    expect(idsOf(flow.steps).filter((id) => !visited.has(id))).toEqual([]);
  });
});
