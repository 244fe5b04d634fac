-- Opinions that were saved and not sent (R6.2): one row a task and author, by its primary key.

CREATE TABLE draft (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  task text COLLATE "C" NOT NULL,
  content text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person, task)
);
GRANT SELECT, INSERT, DELETE, UPDATE (content, at_ms) ON draft TO vermilion_app;

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON draft USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
