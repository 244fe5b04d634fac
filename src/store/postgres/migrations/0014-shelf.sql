-- What people put by for themselves: one row an item, by its primary key.

CREATE TABLE shelf (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  content text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person, kind, name)
);
GRANT SELECT, INSERT, DELETE, UPDATE (content, at_ms) ON shelf TO vermilion_app;

ALTER TABLE shelf ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelf FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON shelf USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
