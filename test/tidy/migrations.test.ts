/** Versions side by side: a migration leaves what the version before it uses where it is. */

import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Statements that a server of the version before may not survive, or not without a wait. */
const TAKES_AWAY = [
  /\bDROP\s+(COLUMN|TABLE|FUNCTION|SCHEMA|ROLE)\b/i,
  /\bRENAME\b/i,
  /\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b/i,
  /\bSET\s+NOT\s+NULL\b/i,
  /\bREVOKE\b/i,
  /\bADD\s+COLUMN\s+\w+\s+\w+\s+NOT\s+NULL(?!\s+DEFAULT)/i,
];

/** Before these there was no version before: nothing had been released. */
const FIRST_SIDE_BY_SIDE: Readonly<Record<string, string>> = { postgres: '0011', mysql: '0002' };

/** What a text of a migration takes away; comments and temporary things aside. */
function takenAway(sql: string): readonly string[] {
  const code = sql.replace(/--.*$/gm, '').replace(/DROP FUNCTION pg_temp\.\S+/gi, '');
  return TAKES_AWAY.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
}

test('R8 a migration says since when nobody uses what it takes away', () => {
  const files = globSync('src/store/*/migrations/*.sql', { cwd: ROOT });
  expect(files.length).toBeGreaterThanOrEqual(10);
  for (const file of files) {
    const sql = readFileSync(join(ROOT, file), 'utf8');
    const first = FIRST_SIDE_BY_SIDE[basename(dirname(dirname(file)))]!;
    if (basename(file) < first || /^-- Unused since \S+/m.test(sql)) continue;
    expect({ file, taken: takenAway(sql) }).toEqual({ file, taken: [] });
  }
});

test('R8 what takes away is told from what adds', () => {
  const adding =
    'ALTER TABLE task ADD COLUMN a text, ADD COLUMN b int NOT NULL DEFAULT 0; -- no DROP TABLE';
  expect(takenAway(adding)).toEqual([]);
  for (const taking of [
    'ALTER TABLE task DROP COLUMN a',
    'ALTER TABLE task RENAME COLUMN a TO b',
    'ALTER TABLE task ALTER COLUMN a TYPE bigint',
    'ALTER TABLE task ALTER a SET NOT NULL',
    'ALTER TABLE task ADD COLUMN a text NOT NULL',
    'REVOKE INSERT ON task FROM vermilion_app',
  ]) {
    expect(takenAway(taking)).toHaveLength(1);
  }
});
