-- Who follows what happens, and how far each has come with each tenant. A cursor moves along the audit
-- log, whose positions follow the commits without a gap: what is behind it was taken, and nothing can
-- still be committed there.

CREATE TABLE sink (
  name text COLLATE "C" PRIMARY KEY,
  begun_at_ms bigint NOT NULL
);
GRANT SELECT, INSERT ON sink TO vermilion_app;

CREATE TABLE sink_cursor (
  tenant text COLLATE "C" NOT NULL,
  sink text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  ready_at_ms bigint NOT NULL,
  owner text,
  fence bigint NOT NULL,
  attempts integer NOT NULL,
  reason text,
  PRIMARY KEY (tenant, sink)
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE (position, ready_at_ms, owner, fence, attempts, reason)
  ON sink_cursor TO vermilion_app;

ALTER TABLE sink_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE sink_cursor FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON sink_cursor USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
