import { expect, test } from 'vitest';
import { isSingle, SINGLE_KEY_IDS, strokesOf, withStroke } from './chosen.ts';

test('I9 a key that is given to a command is taken from the one that had it', () => {
  const chosen = withStroke({}, 'snooze', 'X');
  expect(strokesOf(chosen, 'snooze')).toEqual(['X']);
  expect(strokesOf(chosen, 'tick')).toEqual([]);
  const back = withStroke(chosen, 'tick', 'X');
  expect(strokesOf(back, 'snooze')).toEqual([]);
  expect(strokesOf(back, 'next')).toEqual(['J', 'ArrowDown', ']']);
});

test('I9 at first no key does two things', () => {
  const all = SINGLE_KEY_IDS.flatMap((id) => strokesOf({}, id));
  expect(new Set(all).size).toBe(all.length);
});

test('I9 a single key is one that types a sign', () => {
  expect(['J', 'Shift+J', '?', '好'].map(isSingle)).toEqual([true, true, true, true]);
  expect(['Enter', 'mod+K', 'F6', ' ', 'Alt+X'].map(isSingle)).toEqual(Array(5).fill(false));
});
