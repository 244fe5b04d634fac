/**
 * The steps that seal audit records inside the statement that writes what they tell of.
 *
 * A tenant's log is a line of records; the last one of each statement carries the seal, the hash over
 * the seal before and the digests of the statement's records. The head moves under its row lock, so
 * two commits of a tenant follow each other and positions follow commits; who waited for the row finds
 * the new hash in it and goes on from there. The lock is held until the commit: these steps stand
 * first in their statement, because PostgreSQL runs the steps that nothing reads in the reverse of
 * their order, and so last.
 * A log that was not begun fails the statement (position is NOT NULL): nothing goes unrecorded (A10).
 *
 * Plan: Nested Loop (a tenant a row) → Index Scan using audit_head_pkey; heap-only update.
 * Lost: a seal for each record (a hash and 33 bytes more a record, and one update of the head after
 * the other); seals in a table of their own (a row and an index entry more a commit); the last seal
 * read from the records without a head, where every second batch in flight is rolled back.
 */

const RECORD = 'tenant, position, at_ms, actor, action, object, result, code, reason, digest, seal';
const FIELDS = 'r.at_ms, r.actor, r.action, r.object, r.result, r.code, r.reason';

/** Seals the rows of a table expression of the fields of a record and `n`; `r` is its name. */
export function sealSteps(records: string): string {
  return `audit_input AS MATERIALIZED (
  SELECT r.*, row_number() OVER (PARTITION BY r.tenant ORDER BY r.n) AS k FROM ${records}
),
audit_sum AS MATERIALIZED (
  SELECT tenant, count(*) AS records, string_agg(decode(digest, 'hex'), ''::bytea ORDER BY n) AS digests
  FROM audit_input GROUP BY tenant ORDER BY tenant
),
audit_moved AS (
  UPDATE audit_head h SET
    position = h.position + s.records,
    hash = sha256(h.hash || int8send(h.position + 1) || s.digests)
  FROM audit_sum s WHERE h.tenant = s.tenant
  RETURNING h.tenant, h.position, h.hash, s.records
),
audit_new AS (
  INSERT INTO audit (${RECORD})
  SELECT r.tenant, m.position - m.records + r.k, ${FIELDS}, decode(r.digest, 'hex'),
    CASE WHEN r.k = m.records THEN m.hash END
  FROM audit_input r LEFT JOIN audit_moved m ON m.tenant = r.tenant
)`;
}

/** Seals one row or none: the same without counting. */
export function sealOneStep(record: string): string {
  return `audit_input AS MATERIALIZED (SELECT r.* FROM ${record}),
audit_moved AS (
  UPDATE audit_head h SET
    position = h.position + 1,
    hash = sha256(h.hash || int8send(h.position + 1) || decode(r.digest, 'hex'))
  FROM audit_input r WHERE h.tenant = r.tenant
  RETURNING h.position, h.hash
),
audit_new AS (
  INSERT INTO audit (${RECORD})
  SELECT r.tenant, m.position, ${FIELDS}, decode(r.digest, 'hex'), m.hash
  FROM audit_input r LEFT JOIN audit_moved m ON true
)`;
}
