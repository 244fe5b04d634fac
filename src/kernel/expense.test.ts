import { expect, test } from 'vitest';
import { Play } from '../testing/index.ts';
import type { FlowDefinition } from './index.ts';

const expense: FlowDefinition = {
  name: 'expense-claim',
  version: '1.0.0',
  form: {
    type: 'object',
    required: ['amount'],
    properties: { amount: { type: 'number', minimum: 0 }, reason: { type: 'string' } },
  },
  steps: [
    {
      kind: 'approval',
      id: 'manager',
      ask: { of: [{ kind: 'manager', of: 'initiator', level: 1 }] },
      ballot: { kind: 'any' },
      rights: { reason: 'edit' },
    },
    {
      kind: 'choice',
      id: 'by-amount',
      branches: [
        {
          when: 'form.amount >= 50000.0',
          steps: [
            {
              kind: 'parallel',
              id: 'review',
              branches: [
                {
                  steps: [
                    {
                      kind: 'approval',
                      id: 'finance',
                      ask: { of: [{ kind: 'role', role: 'finance' }] },
                      ballot: { kind: 'vote', pass: { count: 2 }, quorum: 2, tie: 'rejected' },
                    },
                  ],
                },
                {
                  steps: [
                    {
                      kind: 'approval',
                      id: 'legal',
                      ask: { of: [{ kind: 'post', post: 'legal-counsel' }] },
                      ballot: { kind: 'all' },
                    },
                  ],
                },
              ],
            },
            {
              kind: 'approval',
              id: 'cfo',
              ask: { of: [{ kind: 'user', id: 'ceo' }] },
              ballot: { kind: 'any' },
              require: ['comment'],
            },
          ],
        },
        { steps: [] },
      ],
    },
    { kind: 'notify', id: 'told', tell: { of: [{ kind: 'initiator' }] } },
  ],
};

test('a large claim goes through manager, parallel review and chief, to the end', () => {
  const play = new Play(expense);
  play.start('emma', { amount: 62_000 });
  expect(play.asked()).toEqual(['manager:max']);
  play.approve('max', { form: { reason: 'client visit' } });
  expect(play.asked()).toEqual(['finance:fay', 'finance:finn', 'finance:flo', 'legal:leo']);
  play.approve('fay');
  play.approve('leo');
  play.reject('finn');
  expect(play.asked()).toEqual(['finance:flo']);
  play.approve('flo');
  expect(play.asked()).toEqual(['cfo:ceo']);
  const bare = { type: 'ApproveTask', ...play.task('ceo') } as const;
  expect(play.refusal(bare, 'ceo')).toBe('task.comment-required');
  const state = play.approve('ceo', { comment: 'fine' });
  expect(state.outcome).toBe('approved');
  expect(state.notified).toEqual(['emma']);
  expect(state.form).toEqual({ amount: 62_000, reason: 'client visit' });
});

test('R7.4 a return inside one branch of a parallel leaves the siblings alone', () => {
  const play = new Play({
    ...expense,
    steps: [
      {
        kind: 'parallel',
        id: 'fork',
        branches: [
          { steps: [approval('a1', 'fay'), approval('a2', 'finn')] },
          { steps: [approval('b1', 'leo')] },
        ],
      },
      approval('last', 'ceo'),
    ],
  });
  play.start('emma', { amount: 1 });
  play.approve('leo');
  play.approve('fay');
  play.sendBack('finn', 'previous', 'back');
  expect(play.asked()).toEqual(['a1:fay']);
  play.approve('fay');
  expect(play.asked()).toEqual(['a2:finn']);
  play.approve('finn');
  expect(play.asked()).toEqual(['last:ceo']);
  play.sendBack('ceo', 'initiator', 'back');
  expect(play.asked()).toEqual(['start:emma']);
  play.resubmit('emma', { amount: 2 });
  expect(play.asked()).toEqual(['last:ceo']);
  expect(play.approve('ceo').outcome).toBe('approved');
});

function approval(id: string, user: string): FlowDefinition['steps'][number] {
  const ask = { of: [{ kind: 'user', id: user }] } as const;
  return { kind: 'approval', id, ask, ballot: { kind: 'any' } };
}
