-- Substitutes (R3.7): who acts for whom, and the tasks that are shown to both.
--
-- Hot query: arrangements of a tenant that are not over, substitution_standing. Tasks that another
-- has for their owner: task_given, few rows beside task_open.

CREATE TABLE substitution (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  substitute text COLLATE "C" NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  flows text,
  limit_field text,
  limit_max double precision,
  set_by text NOT NULL,
  set_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX substitution_standing ON substitution (tenant, until_ms);
GRANT SELECT, INSERT, UPDATE (until_ms) ON substitution TO vermilion_app;

ALTER TABLE task ADD COLUMN principal text COLLATE "C";
CREATE INDEX task_given ON task (tenant, principal, opened_at_ms, id)
  WHERE status = 'open' AND principal IS NOT NULL;

ALTER TABLE substitution ENABLE ROW LEVEL SECURITY;
ALTER TABLE substitution FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON substitution USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
