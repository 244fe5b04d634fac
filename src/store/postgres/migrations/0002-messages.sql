-- Messages, and the visits that wait for one (R2 `wait`).
--
-- A message is written first, then those who wait are looked up; a wait is committed first, then
-- messages are looked up: whichever comes second sees the other.
--
-- Hot query: waits of a message by (tenant, message, key), waiting_by_key. Matches of what is kept:
-- message_kept (few rows: messages that nobody has had yet), against it waiting_by_key.

CREATE TABLE waiting (
  tenant text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  visit integer NOT NULL,
  message text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, instance, visit)
);
CREATE INDEX waiting_by_key ON waiting (tenant, message, key);
GRANT SELECT, INSERT, DELETE ON waiting TO vermilion_app;

CREATE TABLE message (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  message text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  payload text NOT NULL,
  at_ms bigint NOT NULL,
  keep_until_ms bigint NOT NULL,
  is_used boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX message_kept ON message (tenant, message, key) WHERE NOT is_used;
CREATE INDEX message_old ON message (keep_until_ms);
GRANT SELECT, INSERT, DELETE, UPDATE (is_used) ON message TO vermilion_app;

DO $$
DECLARE
  walled text;
BEGIN
  FOREACH walled IN ARRAY ARRAY['waiting', 'message'] LOOP
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
