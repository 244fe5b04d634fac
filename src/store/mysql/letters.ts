/** Letters under way, the links in them, and what people wish to be told. */

import { pageLimit } from '../paging.ts';
import type {
  LeaseRequest,
  LetterRow,
  LetterSettlement,
  LetterStore,
  LinkStore,
  Page,
  PreferenceStore,
} from '../port.ts';
import { letterOf, linkOf, type Row } from '../rows.ts';
import { sealStatements } from './audit/seal.ts';
import type { Trail } from './audit/trail.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';
import { joined, type Sql, sql } from './connection/sql.ts';
import { leased } from './timers.ts';

/** What is there by the primary key stays as it is. */
const addLetters = (letters: readonly LetterRow[]): Sql => {
  const rows = letters.map(
    (each) => sql`(${each.tenant}, ${each.id}, ${each.person}, ${each.channel}, ${each.notice},
  ${each.createdAtMs}, ${each.readyAtMs})`,
  );
  return sql`INSERT INTO letter (tenant, id, person, channel, notice, created_at_ms, ready_at_ms)
VALUES ${joined(rows, ', ')} ON DUPLICATE KEY UPDATE tenant = VALUES(tenant)`;
};

/** Of every tenant. Plan: range over letter_ready. Locks nothing: `takeLetter` finds out who is first. */
export const dueLetters = (limit: number): Sql =>
  sql`SELECT tenant, id, person, channel, notice, created_at_ms, ready_at_ms, attempts, fence
FROM letter FORCE INDEX (letter_ready)
WHERE status = 'pending' AND ready_at_ms <= ${NOW_MS}
ORDER BY ready_at_ms, tenant, person, id LIMIT ${limit}`;

/** Plan: one row by the primary key. Of no effect when somebody leased or settled it since. */
export const takeLetter = (row: Row, { leaseMs, owner }: LeaseRequest): Sql =>
  sql`UPDATE letter FORCE INDEX (PRIMARY) SET ready_at_ms = ${NOW_MS} + ${leaseMs}, owner = ${owner},
  attempts = attempts + 1, fence = fence + 1
WHERE tenant = ${row['tenant']} AND id = ${row['id']} AND fence = ${row['fence']}
  AND status = 'pending' AND ready_at_ms <= ${NOW_MS}`;

/** Of every tenant. Plan: the first entry of letter_ready. */
export const NEXT_LETTER = sql`SELECT ready_at_ms - ${NOW_MS} AS wait
FROM letter FORCE INDEX (letter_ready)
WHERE status = 'pending' ORDER BY ready_at_ms LIMIT 1`;

/** Plan: one row by the primary key. */
export const settleLetter = (
  tenant: string,
  id: string,
  fence: number,
  settlement: LetterSettlement,
): Sql => sql`UPDATE letter FORCE INDEX (PRIMARY) SET ${settled(settlement)}
WHERE tenant = ${tenant} AND id = ${id} AND fence = ${fence} AND status = 'pending'`;

function settled(settlement: LetterSettlement): Sql {
  const { kind } = settlement;
  if (kind === 'retry') {
    return sql`ready_at_ms = ${NOW_MS} + ${settlement.afterMs}, reason = ${settlement.reason}`;
  }
  if (kind === 'sent') return sql`status = 'sent', settled_at_ms = ${settlement.atMs}`;
  const { atMs, reason } = settlement;
  return sql`status = ${kind}, settled_at_ms = ${atMs}, reason = ${reason}`;
}

/** Plan: range over letter_dead, no sort. */
export const deadLetterRows = (tenant: string, page: Page<string>): Sql =>
  sql`SELECT tenant, id, person, channel, notice, created_at_ms, ready_at_ms, attempts, reason,
  settled_at_ms
FROM letter FORCE INDEX (letter_dead)
WHERE tenant = ${tenant} AND status = 'dead' AND id > ${page.after ?? ''}
ORDER BY id LIMIT ${pageLimit(page)}`;

/** Letters over MySQL. */
export function mysqlLetters(trail: Trail, writers: Lanes, readers: Lanes): LetterStore {
  return {
    async add(letters) {
      if (letters.length > 0) await writers.write([addLetters(letters)]);
    },
    async lease(request) {
      const taken = await leased(
        () => writers.read(dueLetters(request.limit)),
        (rows) => writers.write(rows.map((row) => takeLetter(row, request))),
      );
      return taken.map((row) => ({
        ...letterOf(row),
        attempts: row['attempts'] as number,
        fence: (row['fence'] as number) + 1,
      }));
    },
    async settle(tenant, id, fence, settlement) {
      const [row] = await writers.write([settleLetter(tenant, id, fence, settlement)]);
      return row!.affected > 0;
    },
    async nextDueInMs() {
      const [row] = await readers.read<{ wait: number }>(NEXT_LETTER);
      return row?.wait;
    },
    redrive: (tenant, id, audit) =>
      trail.transact(
        [tenant],
        [
          sql`UPDATE letter FORCE INDEX (PRIMARY) SET status = 'pending', ready_at_ms = ${NOW_MS}, attempts = 0,
  owner = NULL, reason = NULL, settled_at_ms = NULL
WHERE tenant = ${tenant} AND id = ${id} AND status = 'dead'`,
        ],
        ([redriven]) => {
          if (redriven!.affected === 0) return { write: [], result: false };
          return { write: sealStatements([audit]), result: true };
        },
      ),
    async dead(tenant, page) {
      return (await readers.read(deadLetterRows(tenant, page))).map((row) => ({
        ...letterOf(row),
        attempts: row['attempts'] as number,
        reason: row['reason'] as string,
        deadAtMs: row['settled_at_ms'] as number,
      }));
    },
  };
}

/** Links over MySQL, by the primary key of link. */
export function mysqlLinks(writers: Lanes, readers: Lanes): LinkStore {
  return {
    async save({ tenant, hash, person, task, seen, seq, expiresAtMs }) {
      await writers.write([
        sql`INSERT INTO link (tenant, hash, person, task, seen, seq, expires_at_ms)
VALUES (${tenant}, ${hash}, ${person}, ${task}, ${seen}, ${seq}, ${expiresAtMs})`,
      ]);
    },
    async read(tenant, hash) {
      const read = sql`SELECT tenant, hash, person, task, seen, seq, expires_at_ms, spent_at_ms
FROM link WHERE tenant = ${tenant} AND hash = ${hash}`;
      const [row] = await readers.read(read);
      return row && linkOf(row);
    },
    async spend(tenant, hash, atMs) {
      const [row] = await writers.write([
        sql`UPDATE link SET spent_at_ms = ${atMs}
WHERE tenant = ${tenant} AND hash = ${hash} AND spent_at_ms IS NULL`,
      ]);
      return row!.affected > 0;
    },
  };
}

/** What people wish to be told, over MySQL, by the primary key of preference. */
export function mysqlPreferences(writers: Lanes, readers: Lanes): PreferenceStore {
  return {
    async save(tenant, person, content) {
      await writers.write([
        sql`INSERT INTO preference (tenant, person, content) VALUES (${tenant}, ${person}, ${content})
ON DUPLICATE KEY UPDATE content = VALUES(content)`,
      ]);
    },
    async read(tenant, person) {
      const [row] = await readers.read<{ content: string }>(
        sql`SELECT content FROM preference WHERE tenant = ${tenant} AND person = ${person}`,
      );
      return row?.content;
    },
  };
}
