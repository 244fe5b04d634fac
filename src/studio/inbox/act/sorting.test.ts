import { describe, expect, test } from 'vitest';
import type { Desk, Problem } from '../../../protocol/index.ts';
import { BATCH } from '../texts.ts';
import { sorted } from './sorting.ts';

const DESK = { seen: 'a', require: [], verdicts: ['approve', 'reject'] } as unknown as Desk;
const refusedBy = (code: string) => {
  const refused = { code, title: code } as Problem;
  return { desk: DESK, seen: 'a', isStuck: false, refused };
};
const groups = (code: string) =>
  (['approve', 'reject'] as const).map((act) => sorted(refusedBy(code), act, '', BATCH.en).group);

describe('R6.12 who can go', () => {
  test.each(['distinct.conflict', 'task.closed', 'task.delegated', 'instance.suspended'])(
    'whoever is refused with %s goes with no act',
    (code) => expect(groups(code)).toEqual(['cannot', 'cannot']),
  );

  test.each(['form.invalid', 'choose.missing'])(
    'what %s says of an approval keeps nobody from rejecting',
    (code) => expect(groups(code)).toEqual(['cannot', 'can']),
  );
});
