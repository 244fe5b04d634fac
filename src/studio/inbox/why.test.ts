import { expect, test } from 'vitest';
import type { Instance } from '../../protocol/index.ts';
import { addedIn } from '../path/added.ts';
import { sentBackIn, WHY } from './why.ts';

type Seat = Instance['path'][number]['seats'][number];

const [mara, noel, otto] = ['mara', 'noel', 'otto'].map((id) => ({ id, name: id })) as [
  Seat['person'],
  Seat['person'],
  Seat['person'],
];

function pathOf(seats: readonly object[], groups: readonly object[] = []): Instance['path'] {
  return [{ visit: 2, step: 'a', seats, groups }] as unknown as Instance['path'];
}

test.each([
  ['before', '马拉 将你前加签', 'Mara added you before their own vote'],
  ['after', '马拉 将你后加签', 'Mara added you to confirm their vote'],
  [undefined, '马拉 将你加签', 'Mara added you'],
])('R6.6 who is brought in %s is told by whom', (where, zh, en) => {
  const groups = where === undefined ? [] : [{ group: 1, where }];
  const seat = { task: 't.2.2', person: noel, addedBy: mara, ...(where ? { group: 1 } : {}) };
  const path = pathOf([{ task: 't.2.1', person: mara, addedBy: otto }, seat], groups);
  expect(addedIn(path, 't.2.2', 'noel')).toEqual({ by: mara, where });
  expect(WHY['zh-CN'].added('马拉', where)).toBe(zh);
  expect(WHY.en.added('Mara', where)).toBe(en);
});

test('R6.6 who stands in for somebody who was brought in was not brought in', () => {
  const path = pathOf([{ task: 't.2.1', person: noel, substitute: otto, addedBy: mara }]);
  expect(addedIn(path, 't.2.1', 'otto')).toBeUndefined();
});

test('R7.1 who sent it back is who did it, and whose task it was is told besides', () => {
  const earlier = { person: otto, vote: 'reject', closedAtMs: 1 };
  const last = { person: mara, actor: noel, vote: 'return', closedAtMs: 2, comment: 'why?' };
  expect(sentBackIn(pathOf([last, earlier]))).toEqual({
    by: noel,
    for: mara,
    comment: 'why?',
    atMs: 2,
  });
  expect(sentBackIn(pathOf([earlier]))).toMatchObject({ by: otto, for: undefined });
  const machine = { ...earlier, actor: { system: 'timer' } };
  expect(sentBackIn(pathOf([machine]))).toMatchObject({ by: otto, for: undefined });
  expect(sentBackIn(pathOf([{ person: otto, vote: 'approve' }]))).toBeUndefined();
});
