/** Letters under way, the links in them, and what people wish to be told. */

import { compareText, pageLimit } from '../paging.ts';
import type {
  LetterSettlement,
  LetterStore,
  LinkStore,
  PreferenceStore,
  TapLink,
} from '../port.ts';
import { letterOf, linkOf, type Row } from '../rows.ts';
import { sealOneStep } from './audit/seal.ts';
import { ONE_RECORD, recordValues, type Trail } from './audit/trail.ts';
import { NOW_MS } from './clock.ts';
import type { Lanes } from './connection/lanes.ts';

/** Plan: Insert; what is there by letter_pkey stays. */
const ADD = `INSERT INTO letter
  (tenant, id, person, channel, notice, created_at_ms, ready_at_ms)
SELECT tenant, id, person, channel, notice, "createdAtMs", "readyAtMs"
FROM json_to_recordset($1::json) AS l (tenant text, id text, person text, channel text,
  notice text, "createdAtMs" bigint, "readyAtMs" bigint)
ORDER BY tenant, id
ON CONFLICT (tenant, id) DO NOTHING`;

/** Plan: Index Scan using letter_ready, no sort; then Nested Loop → Index Scan using letter_pkey. */
export const LEASE_LETTERS = `WITH due AS (
  SELECT l.tenant, l.id, l.ready_at_ms FROM letter l
  WHERE l.status = 'pending' AND l.ready_at_ms <= ${NOW_MS}
  ORDER BY l.ready_at_ms, l.tenant, l.person, l.id LIMIT $1 FOR UPDATE OF l SKIP LOCKED
)
UPDATE letter l SET ready_at_ms = ${NOW_MS} + $2, owner = $3, attempts = l.attempts + 1,
  fence = l.fence + 1
FROM due d
WHERE l.tenant = d.tenant AND l.id = d.id
RETURNING l.tenant, l.id, l.person, l.channel, l.notice, l.created_at_ms,
  d.ready_at_ms, l.attempts - 1 AS attempts, l.fence`;

/** Plan: Index Scan using letter_ready, its first row. */
export const NEXT_LETTER = `SELECT ready_at_ms - ${NOW_MS} AS wait FROM letter
WHERE status = 'pending' ORDER BY ready_at_ms LIMIT 1`;

/** Plan: Index Scan using letter_pkey. */
export const SETTLE_LETTER = `UPDATE letter SET
  status = $4, settled_at_ms = $5, ready_at_ms = coalesce(${NOW_MS} + $6::bigint, ready_at_ms),
  reason = coalesce($7, reason)
WHERE tenant = $1 AND id = $2 AND fence = $3 AND status = 'pending' RETURNING true`;

/** Plan: Index Scan using letter_dead, no sort. */
export const DEAD_LETTER_ROWS = `SELECT tenant, id, person, channel, notice, created_at_ms, ready_at_ms,
  attempts, reason, settled_at_ms
FROM letter WHERE tenant = $1 AND status = 'dead' AND id > $2 ORDER BY id LIMIT $3`;

/** Plan: Index Scan using letter_pkey. */
const REDRIVE_LETTER = `WITH redriven AS (
  UPDATE letter SET status = 'pending', ready_at_ms = ${NOW_MS}, attempts = 0, owner = NULL,
    reason = NULL, settled_at_ms = NULL
  WHERE tenant = $1 AND id = $10 AND status = 'dead' RETURNING true
), ${sealOneStep(`${ONE_RECORD} WHERE EXISTS (SELECT FROM redriven)`)}
SELECT FROM redriven`;

/** Letters over PostgreSQL. */
export function postgresLetters(trail: Trail, writers: Lanes, readers: Lanes): LetterStore {
  return {
    async add(letters) {
      if (letters.length === 0) return;
      const tenants = [...new Set(letters.map((letter) => letter.tenant))];
      const values = [JSON.stringify(letters)];
      await writers.write(tenants, [{ name: 'letter_add', text: ADD, values }]);
    },
    async lease({ owner, leaseMs, limit }) {
      const values = [limit, leaseMs, owner];
      const [rows] = await writers.write('every-tenant', [
        { name: 'letter_lease', text: LEASE_LETTERS, values },
      ]);
      return (rows as Row[])
        .map((row) => ({
          ...letterOf(row),
          attempts: row['attempts'] as number,
          fence: row['fence'] as number,
        }))
        .sort(
          (a, b) =>
            a.readyAtMs - b.readyAtMs ||
            compareText(a.tenant, b.tenant) ||
            compareText(a.person, b.person) ||
            compareText(a.id, b.id),
        );
    },
    async settle(tenant, id, fence, settlement) {
      const values = [tenant, id, fence, ...settlementValues(settlement)];
      const [rows] = await writers.write(
        [tenant],
        [{ name: 'letter_settle', text: SETTLE_LETTER, values }],
      );
      return rows!.length > 0;
    },
    async nextDueInMs() {
      const next = { name: 'letter_next', text: NEXT_LETTER, values: [] };
      const [row] = await readers.read<{ wait: number }>('every-tenant', next);
      return row?.wait;
    },
    async redrive(tenant, id, audit) {
      const values = [...recordValues(audit), id];
      const [rows] = await trail.write(
        [tenant],
        [{ name: 'letter_redrive', text: REDRIVE_LETTER, values }],
      );
      return rows!.length > 0;
    },
    async dead(tenant, page) {
      const values = [tenant, page.after ?? '', pageLimit(page)];
      const dead = { name: 'letter_dead', text: DEAD_LETTER_ROWS, values };
      return (await readers.read<Row>([tenant], dead)).map((row) => ({
        ...letterOf(row),
        attempts: row['attempts'] as number,
        reason: row['reason'] as string,
        deadAtMs: row['settled_at_ms'] as number,
      }));
    },
  };
}

function settlementValues(settlement: LetterSettlement): readonly unknown[] {
  const { kind } = settlement;
  if (kind === 'retry') return ['pending', null, settlement.afterMs, settlement.reason];
  return [kind, settlement.atMs, null, kind === 'sent' ? null : settlement.reason];
}

/** Plan: Insert. */
const SAVE_LINK = `INSERT INTO link (tenant, hash, person, task, seen, seq, expires_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** Plan: Index Scan using link_pkey. */
export const READ_LINK = 'SELECT * FROM link WHERE tenant = $1 AND hash = $2';

/** Plan: Index Scan using link_pkey. */
export const SPEND_LINK = `UPDATE link SET spent_at_ms = $3
WHERE tenant = $1 AND hash = $2 AND spent_at_ms IS NULL RETURNING true`;

/** Links over PostgreSQL. */
export function postgresLinks(writers: Lanes, readers: Lanes): LinkStore {
  return {
    async save({ tenant, hash, person, task, seen, seq, expiresAtMs }: TapLink) {
      const values = [tenant, hash, person, task, seen, seq, expiresAtMs];
      await writers.write([tenant], [{ name: 'link_save', text: SAVE_LINK, values }]);
    },
    async read(tenant, hash) {
      const read = { name: 'link_read', text: READ_LINK, values: [tenant, hash] };
      const [row] = await readers.read<Row>([tenant], read);
      return row && linkOf(row);
    },
    async spend(tenant, hash, atMs) {
      const values = [tenant, hash, atMs];
      const [rows] = await writers.write(
        [tenant],
        [{ name: 'link_spend', text: SPEND_LINK, values }],
      );
      return rows!.length > 0;
    },
  };
}

/** Plan: Insert; a conflict on preference_pkey updates that row. */
const SAVE_PREFERENCE = `INSERT INTO preference (tenant, person, content) VALUES ($1, $2, $3)
ON CONFLICT (tenant, person) DO UPDATE SET content = $3`;

/** Plan: Index Scan using preference_pkey. */
const READ_PREFERENCE = 'SELECT content FROM preference WHERE tenant = $1 AND person = $2';

/** What people wish to be told, over PostgreSQL. */
export function postgresPreferences(writers: Lanes, readers: Lanes): PreferenceStore {
  return {
    async save(tenant, person, content) {
      const values = [tenant, person, content];
      await writers.write([tenant], [{ name: 'preference_save', text: SAVE_PREFERENCE, values }]);
    },
    async read(tenant, person) {
      const values = [tenant, person];
      const read = { name: 'preference_read', text: READ_PREFERENCE, values };
      return (await readers.read<{ content: string }>([tenant], read))[0]?.content;
    },
  };
}
