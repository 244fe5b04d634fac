-- Turns of round-robin assignment (R3.8): one row a line, taken by an upsert on its primary key.

CREATE TABLE turn (
  tenant text COLLATE "C" NOT NULL,
  line text COLLATE "C" NOT NULL,
  taken bigint NOT NULL,
  PRIMARY KEY (tenant, line)
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE (taken) ON turn TO vermilion_app;

ALTER TABLE turn ENABLE ROW LEVEL SECURITY;
ALTER TABLE turn FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON turn USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
