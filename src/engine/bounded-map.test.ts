import { expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

test('what was used longest ago goes first, by number and by weight', () => {
  const map = new BoundedMap<string, number>(3, 10);
  map.set('a', 1, 4);
  map.set('b', 2, 4);
  map.get('a');
  map.set('c', 3, 4);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  map.set('a', 1, 1);
  map.set('d', 4);
  map.set('e', 5);
  expect([map.get('c'), map.get('a'), map.get('e')]).toEqual([undefined, 1, 5]);
});

test('a value heavier than the map is not kept, and takes no room', () => {
  const map = new BoundedMap<string, number>(3, 10);
  map.set('whale', 1, 11);
  map.set('a', 2, 10);
  expect([map.get('whale'), map.get('a')]).toEqual([undefined, 2]);
});
