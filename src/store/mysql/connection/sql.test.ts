import { describe, expect, test } from 'vitest';
import { columns, list, literal, sql } from './sql.ts';

describe('values as literals', () => {
  test('X4 a quote ends nothing, with and without backslashes in force', () => {
    expect(literal("O'Neill'; DROP TABLE task; --")).toBe("'O''Neill''; DROP TABLE task; --'");
  });

  test('X4 a text with a backslash goes as its bytes, which hold no sign of SQL', () => {
    expect(literal("\\' OR 1=1 -- 同意")).toMatch(/^_utf8mb4 x'[0-9a-f]+'$/);
  });

  test('numbers are exact, and what is no number of SQL is refused', () => {
    expect([0, -1, 0.1, Number.MAX_SAFE_INTEGER].map(literal)).toEqual([
      '0',
      '-1',
      '0.1',
      '9007199254740991',
    ]);
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => literal(odd)).toThrow(RangeError);
    }
  });

  test('absent is NULL, bytes are bytes', () => {
    expect([null, undefined, Buffer.from([0, 255])].map(literal)).toEqual([
      'NULL',
      'NULL',
      "x'00ff'",
    ]);
  });
});

describe('templates', () => {
  test('values become literals, pieces stay what they are', () => {
    const condition = sql`tenant = ${"a'b"}`;
    expect(sql`SELECT 1 FROM task WHERE ${condition} AND id IN (${list(['x', 2])})`.text).toBe(
      "SELECT 1 FROM task WHERE tenant = 'a''b' AND id IN ('x', 2)",
    );
  });

  test('a column named like a word of SQL is quoted', () => {
    expect(columns('tenant, key, monkey').text).toBe('tenant, `key`, monkey');
  });
});
