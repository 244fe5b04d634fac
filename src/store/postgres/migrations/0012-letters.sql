-- Letters to people outside the studio, the links in them, and what each person wishes to be told.
-- LEASE_LETTERS and NEXT_LETTER read letter_ready, FORGET_LETTERS letter_settled, DEAD letter_dead,
-- FORGET_LINKS link_old; everything else goes by a primary key.

CREATE TABLE letter (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  channel text NOT NULL,
  notice text NOT NULL,
  created_at_ms bigint NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  ready_at_ms bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  owner text,
  reason text,
  settled_at_ms bigint,
  PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE INDEX letter_ready ON letter (ready_at_ms, tenant, person, id) WHERE status = 'pending';
CREATE INDEX letter_settled ON letter (settled_at_ms) WHERE status IN ('sent', 'dropped');
CREATE INDEX letter_dead ON letter (tenant, id) WHERE status = 'dead';
GRANT SELECT, INSERT, DELETE, UPDATE (status, ready_at_ms, attempts, fence, owner, reason, settled_at_ms)
  ON letter TO vermilion_app;

CREATE TABLE link (
  tenant text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  task text COLLATE "C" NOT NULL,
  seen text NOT NULL,
  seq bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  spent_at_ms bigint,
  PRIMARY KEY (tenant, hash)
);
CREATE INDEX link_old ON link (expires_at_ms);
GRANT SELECT, INSERT, DELETE, UPDATE (spent_at_ms) ON link TO vermilion_app;

CREATE TABLE preference (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (tenant, person)
);
GRANT SELECT, INSERT, UPDATE (content) ON preference TO vermilion_app;

DO $$
DECLARE
  walled text;
BEGIN
  FOREACH walled IN ARRAY ARRAY['letter', 'link', 'preference'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format(
      'CREATE POLICY wall ON %I USING ((tenant = ANY ((
         SELECT nullif(current_setting(''vermilion.tenants'', true), '''')::text[]
       )::text[])) IS TRUE)',
      walled
    );
  END LOOP;
END
$$;
