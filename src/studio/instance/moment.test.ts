import { expect, test } from 'vitest';
import type { InstanceState } from '../../kernel/index.ts';
import { fold } from '../../kernel/index.ts';
import { approval, flow, Play } from '../../testing/index.ts';
import type { Names } from './moment.ts';
import { comingIn, pathsWith } from './moment.ts';

const NAMES: Names = {
  person: (id) => ({ id, name: id }),
  step: (id) => id,
  stepOfVisit: () => undefined,
  personOfSeat: () => undefined,
};

test('V2 a visit that two moments share is one object in both paths: it is drawn once', () => {
  const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo')]));
  const form = { amount: 5 };
  const emma = { kind: 'person', id: 'emma' } as const;
  play.send({ type: 'StartInstance', tenant: 't', instance: 'i', form }, emma);
  const before = play.state!;
  play.send({ type: 'ApproveTask', ...play.task('fay') }, { kind: 'person', id: 'fay' });
  const pathOf = pathsWith(NAMES);
  const [submitted, asked] = pathOf(before);
  const after = pathOf(play.state!);
  expect(after[0]).toBe(submitted);
  expect(after[1]).not.toBe(asked);
  expect([asked?.status, after[1]?.status]).toEqual(['open', 'passed']);
});

test('V2 inside a command, what stands and what the command still brings make the path it leads to', () => {
  const play = new Play(flow([approval('a', 'fay'), approval('b', 'leo')]));
  const form = { amount: 5 };
  play.send(
    { type: 'StartInstance', tenant: 't', instance: 'i', form },
    { kind: 'person', id: 'emma' },
  );
  const started = play.events.length;
  play.send({ type: 'ApproveTask', ...play.task('fay') }, { kind: 'person', id: 'fay' });
  const pathOf = pathsWith(NAMES);
  const at = (seq: number): InstanceState => fold(play.events.slice(0, seq))!;
  for (const [from, last] of [
    [1, started],
    [started + 1, play.events.length],
  ] as const) {
    const whole = pathOf(at(last)).map(({ step }) => step);
    for (let seq = from; seq <= last; seq++) {
      const shown = pathOf(at(seq));
      const coming = comingIn(shown, pathOf(at(last)));
      const steps = [...shown, ...coming].map(({ step }) => step);
      expect(steps, `at ${seq}`).toEqual(whole);
    }
    expect(comingIn(pathOf(at(from)), pathOf(at(last))).length).toBeGreaterThan(0);
  }
  const [next] = comingIn(pathOf(at(started + 1)), pathOf(play.state!));
  expect(next).toMatchObject({ step: 'b', when: 'later', status: 'expected' });
  expect(next?.people.map(({ id }) => id)).toEqual(['leo']);
});
