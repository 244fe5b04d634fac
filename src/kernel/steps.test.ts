import { expect, test } from 'vitest';
import { approval, MACHINE, Play } from '../testing/index.ts';
import type { FlowDefinition, Step } from './index.ts';

function flow(...steps: readonly Step[]): FlowDefinition {
  const properties = { amount: { type: 'number' }, legal: { type: 'boolean' } };
  return { name: 'steps', version: '1.0.0', form: { type: 'object', properties }, steps };
}

const review: Step = {
  kind: 'inclusive',
  id: 'review',
  branches: [
    { when: 'form.amount > 10.0', steps: [approval('finance', 'fay'), approval('lead', 'finn')] },
    { when: 'form.legal', steps: [approval('legal', 'leo')] },
    { steps: [approval('clerk', 'max')] },
  ],
};

test('an inclusive step enters every branch that holds and joins when all have ended', () => {
  const play = new Play(flow(review, approval('chief', 'ceo')));
  play.start('emma', { amount: 50, legal: true });
  expect(play.asked()).toEqual(['finance:fay', 'legal:leo']);
  play.approve('leo');
  play.approve('fay');
  expect(play.asked()).toEqual(['lead:finn']);
  play.approve('finn');
  expect(play.asked()).toEqual(['chief:ceo']);
});

test('an inclusive step with one branch that holds waits for that one only', () => {
  const play = new Play(flow(review, approval('chief', 'ceo')));
  play.start('emma', { amount: 1, legal: true });
  expect(play.asked()).toEqual(['legal:leo']);
  play.approve('leo');
  expect(play.asked()).toEqual(['chief:ceo']);
});

test('an inclusive step takes the branch without a condition when no other holds', () => {
  const play = new Play(flow(review));
  play.start('emma', { amount: 1, legal: false });
  expect(play.asked()).toEqual(['clerk:max']);
  expect(play.approve('max').outcome).toBe('approved');
});

test('R2.3 an inclusive step whose condition fails enters no branch', () => {
  const play = new Play(flow(review));
  const { visits } = play.start('emma', { legal: true });
  expect(visits.at(-1)).toMatchObject({ step: 'review', status: 'incident' });
  expect(play.asked()).toEqual([]);
});

test('R7.4 a return inside one inclusive branch leaves the others alone', () => {
  const play = new Play(flow(review, approval('chief', 'ceo')));
  play.start('emma', { amount: 50, legal: true });
  play.approve('fay');
  play.sendBack('finn', 'previous', 'back');
  expect(play.asked()).toEqual(['legal:leo', 'finance:fay']);
  play.approve('fay');
  play.approve('leo');
  play.approve('finn');
  expect(play.asked()).toEqual(['chief:ceo']);
});

test('a delay goes on when its time has come and not before (M3)', () => {
  const play = new Play(
    flow({ kind: 'delay', id: 'night', forMs: 60_000 }, approval('chief', 'ceo')),
  );
  play.start('emma');
  const fire = { type: 'FireTimer', visit: 2, rung: 0 } as const;
  play.nowMs += 59_999;
  expect(play.send(fire, MACHINE)).toMatchObject({ refusal: { code: 'timer.not-due' } });
  play.nowMs += 1;
  play.must(fire, MACHINE);
  expect(play.asked()).toEqual(['chief:ceo']);
  expect(play.send(fire, MACHINE)).toMatchObject({ refusal: { code: 'timer.not-armed' } });
});

test('a delay until an instant that has passed delays nothing', () => {
  const passed = { kind: 'delay', id: 'past', until: 'timestamp("1970-01-01T00:00:00Z")' } as const;
  const play = new Play(flow(passed, approval('chief', 'ceo')));
  play.start('emma');
  expect(play.asked()).toEqual(['chief:ceo']);
});

test('a goto leads back to a step before it and out of choices on the way', () => {
  const play = new Play(
    flow(
      { ...approval('draft', 'max'), rights: { amount: 'edit' } } as Step,
      {
        kind: 'choice',
        id: 'enough',
        branches: [
          { when: 'form.amount < 10.0', steps: [{ kind: 'goto', id: 'again', to: 'draft' }] },
          { steps: [] },
        ],
      },
      approval('chief', 'ceo'),
    ),
  );
  play.start('emma', { amount: 1 });
  play.approve('max');
  expect(play.asked()).toEqual(['draft:max']);
  play.approve('max', { form: { amount: 20 } });
  expect(play.asked()).toEqual(['chief:ceo']);
});

test('R2.4 a loop without an exit ends in an incident', () => {
  const loop: Step[] = [
    { kind: 'delay', id: 'tick', until: 'timestamp("1970-01-01T00:00:00Z")' },
    { kind: 'goto', id: 'again', to: 'tick' },
  ];
  const play = new Play(flow(...loop));
  const { visits } = play.start('emma');
  expect(visits.at(-1)).toMatchObject({ status: 'incident', incident: { code: 'limit.steps' } });
  expect(visits.length).toBeLessThan(250);
});
