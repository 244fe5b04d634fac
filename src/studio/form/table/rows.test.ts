import { expect, test } from 'vitest';
import { sumOf } from './rows.ts';

test('F6 a column of amounts is added up to the cent; what is no number is left out', () => {
  const rows = [{ price: 0.1 }, { price: 0.2 }, { price: 'many' }, {}];
  expect(sumOf(rows, 'price')).toBe(0.3);
  expect(sumOf(rows, 'name')).toBeUndefined();
});
