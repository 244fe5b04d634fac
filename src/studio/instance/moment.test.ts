import { expect, test } from 'vitest';
import { approval, flow, Play } from '../../testing/index.ts';
import { pathsWith } from './moment.ts';

test('V2 a visit that two moments share is one object in both paths: it is drawn once', () => {
  const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo')]));
  const form = { amount: 5 };
  const emma = { kind: 'person', id: 'emma' } as const;
  play.send({ type: 'StartInstance', tenant: 't', instance: 'i', form }, emma);
  const before = play.state!;
  play.send({ type: 'ApproveTask', ...play.task('fay') }, { kind: 'person', id: 'fay' });
  const pathOf = pathsWith({
    person: (id) => ({ id, name: id }),
    step: (id) => id,
    stepOfVisit: () => undefined,
    personOfSeat: () => undefined,
  });
  const [submitted, asked] = pathOf(before);
  const after = pathOf(play.state!);
  expect(after[0]).toBe(submitted);
  expect(after[1]).not.toBe(asked);
  expect([asked?.status, after[1]?.status]).toEqual(['open', 'passed']);
});
