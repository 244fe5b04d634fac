-- The audit trail as a hash chain (docs/reference/audit-format.md): a digest in each record, a seal in
-- the last record of each commit, and the head that commits of a tenant move one after the other.
--
-- Hot: the head by audit_head_pkey, updated in place by every commit (heap-only, no other index).
-- Records are only ever added; what was recorded before is numbered anew within its tenant, from 1
-- without gaps, and sealed by five hundred.

CREATE TABLE audit_head (
  tenant text COLLATE "C" PRIMARY KEY,
  log text NOT NULL,
  position bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 20);
GRANT SELECT, INSERT, UPDATE (position, hash) ON audit_head TO vermilion_app;

ALTER TABLE audit ALTER COLUMN position DROP IDENTITY;
ALTER TABLE audit ADD COLUMN digest bytea, ADD COLUMN seal bytea;

-- The owner sees every row while this runs.
ALTER TABLE audit NO FORCE ROW LEVEL SECURITY;

-- New numbers, none of which stands already, then from 1.
UPDATE audit a SET position = -n.position FROM (
  SELECT tenant, position AS old, row_number() OVER (PARTITION BY tenant ORDER BY position) AS position
  FROM audit
) n WHERE a.tenant = n.tenant AND a.position = n.old;
UPDATE audit SET position = -position;

CREATE FUNCTION pg_temp.field(value text) RETURNS text IMMUTABLE LANGUAGE sql AS
  $$ SELECT coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value || ',', '-,') $$;

UPDATE audit SET digest = sha256(convert_to('vermilion-audit-record-1,' || pg_temp.field(tenant)
  || pg_temp.field(at_ms::text) || pg_temp.field(actor) || pg_temp.field(action)
  || pg_temp.field(object) || pg_temp.field(result) || pg_temp.field(code) || pg_temp.field(reason),
  'UTF8'));

DO $$
DECLARE
  piece record;
  known text;
  log_id text;
  last_hash bytea;
BEGIN
  FOR piece IN
    SELECT tenant, (position - 1) / 500 AS piece, min(position) AS first, max(position) AS last,
      string_agg(digest, ''::bytea ORDER BY position) AS digests
    FROM audit GROUP BY 1, 2 ORDER BY 1, 2
  LOOP
    IF known IS DISTINCT FROM piece.tenant THEN
      known := piece.tenant;
      log_id := replace(gen_random_uuid()::text, '-', '');
      last_hash := sha256(convert_to('vermilion-audit-log-1,' || pg_temp.field(known)
        || pg_temp.field(log_id), 'UTF8'));
      INSERT INTO audit_head VALUES (known, log_id, 0, last_hash);
    END IF;
    last_hash := sha256(last_hash || int8send(piece.first) || piece.digests);
    UPDATE audit SET seal = last_hash WHERE tenant = known AND position = piece.last;
    UPDATE audit_head SET position = piece.last, hash = last_hash WHERE tenant = known;
  END LOOP;
END
$$;

DROP FUNCTION pg_temp.field(text);
ALTER TABLE audit ALTER COLUMN digest SET NOT NULL;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;

ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_head FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON audit_head USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
