-- Tables of the store. Every key starts with the tenant. Instants are epoch milliseconds.
-- Text that orders or is compared has the collation "C": the order of its bytes, everywhere.
--
-- The wall between tenants: a row is seen and written only while the transaction-local setting
-- vermilion.tenants (an array as text) holds its tenant. Nothing set: no row. The scalar sub-select
-- makes the setting one InitPlan of the statement, read once instead of once a row. IS TRUE keeps
-- the test a filter: as an index condition the planner takes it for ten look-ups, prices the right
-- index out and picks one that only begins with the tenant (seen on 18.4 at 10 000 rows).

DO $$
BEGIN
  CREATE ROLE vermilion_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
EXCEPTION
  -- Roles belong to the whole server: another database may have made it, even just now.
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
  EXECUTE format('GRANT vermilion_app TO %I', current_user);
EXCEPTION
  WHEN unique_violation THEN NULL;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO vermilion_app;
-- What has run, read by a store that opens.
GRANT SELECT ON migration TO vermilion_app;

-- ── registries: read before a tenant is known, therefore without a policy ──────────────────────

CREATE TABLE tenant (
  tenant text COLLATE "C" PRIMARY KEY CHECK (tenant <> ''),
  name text NOT NULL
);
GRANT SELECT, INSERT, UPDATE (name) ON tenant TO vermilion_app;

CREATE TABLE api_key_owner (
  hash text COLLATE "C" PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL REFERENCES tenant
);
GRANT SELECT, INSERT ON api_key_owner TO vermilion_app;

-- ── flows ──────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE flow (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  definition text NOT NULL,
  source text NOT NULL,
  published_at_ms bigint NOT NULL,
  published_by text NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (tenant, name, version)
);
CREATE INDEX flow_by_hash ON flow (tenant, hash);
CREATE INDEX flow_latest ON flow (tenant, name, position DESC);
GRANT SELECT, INSERT ON flow TO vermilion_app;

-- ── instances ──────────────────────────────────────────────────────────────────────────────────

-- Updated by every command: half of each page stays free for new versions of its rows, and no index
-- holds a column that changes, so that every update is heap-only.
CREATE TABLE instance (
  tenant text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  state text NOT NULL,
  flow text COLLATE "C" NOT NULL,
  version text NOT NULL,
  hash text NOT NULL,
  subject text NOT NULL,
  initiator text COLLATE "C" NOT NULL,
  status text NOT NULL,
  outcome text,
  started_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  ended_at_ms bigint,
  PRIMARY KEY (tenant, instance)
) WITH (fillfactor = 50);
CREATE INDEX instance_newest ON instance (tenant, started_at_ms, instance);
CREATE INDEX instance_by_initiator ON instance (tenant, initiator, started_at_ms, instance);
CREATE INDEX instance_by_flow ON instance (tenant, flow, started_at_ms, instance);
GRANT SELECT, INSERT, UPDATE ON instance TO vermilion_app;

CREATE TABLE journal (
  tenant text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  at_ms bigint NOT NULL,
  actor text NOT NULL,
  command text NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (tenant, instance, first_seq)
);
GRANT SELECT, INSERT ON journal TO vermilion_app;

CREATE TABLE answer (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_hash text NOT NULL,
  instance text NOT NULL,
  answer text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, key)
);
GRANT SELECT, INSERT ON answer TO vermilion_app;

-- ── inbox ──────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE task (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  flow text NOT NULL,
  step text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  subject text NOT NULL,
  initiator text NOT NULL,
  opened_at_ms bigint NOT NULL,
  due_at_ms bigint,
  closed_at_ms bigint,
  PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE INDEX task_open ON task (tenant, person, opened_at_ms, id) WHERE status = 'open';
CREATE INDEX task_done ON task (tenant, person, opened_at_ms, id) WHERE status = 'voted';
GRANT SELECT, INSERT, UPDATE ON task TO vermilion_app;

CREATE TABLE notice (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  flow text NOT NULL,
  subject text NOT NULL,
  at_ms bigint NOT NULL,
  read_at_ms bigint,
  PRIMARY KEY (tenant, person, instance)
);
CREATE INDEX notice_newest ON notice (tenant, person, at_ms, instance);
CREATE INDEX notice_unread ON notice (tenant, person, instance) WHERE read_at_ms IS NULL;
GRANT SELECT, INSERT, UPDATE (read_at_ms) ON notice TO vermilion_app;

-- ── work that is leased ────────────────────────────────────────────────────────────────────────

-- ready_at_ms: when a row may be leased; the due time at first, then the end of the lease.
CREATE TABLE timer (
  tenant text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  visit integer NOT NULL,
  rung integer NOT NULL,
  due_at_ms bigint NOT NULL,
  ready_at_ms bigint NOT NULL,
  owner text,
  PRIMARY KEY (tenant, instance, visit, rung)
);
CREATE INDEX timer_ready ON timer (ready_at_ms);
GRANT SELECT, INSERT, DELETE, UPDATE (due_at_ms, ready_at_ms, owner) ON timer TO vermilion_app;

CREATE TABLE outbox (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  effect text NOT NULL,
  created_at_ms bigint NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  ready_at_ms bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  owner text,
  reason text,
  http_status integer,
  settled_at_ms bigint,
  PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE INDEX outbox_ready ON outbox (ready_at_ms, id) WHERE status = 'pending';
CREATE INDEX outbox_line ON outbox (tenant, instance, position, id) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (tenant, id) WHERE status = 'dead';
GRANT SELECT, INSERT,
  UPDATE (status, ready_at_ms, attempts, fence, owner, reason, http_status, settled_at_ms)
  ON outbox TO vermilion_app;

-- ── audit and access ───────────────────────────────────────────────────────────────────────────

CREATE TABLE audit (
  tenant text COLLATE "C" NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  at_ms bigint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  object text NOT NULL,
  result text NOT NULL,
  code text,
  reason text,
  PRIMARY KEY (tenant, position)
);
GRANT SELECT, INSERT ON audit TO vermilion_app;

CREATE TABLE directory (
  tenant text COLLATE "C" PRIMARY KEY,
  version text NOT NULL,
  content text NOT NULL
);
GRANT SELECT, INSERT, UPDATE (version, content) ON directory TO vermilion_app;

CREATE TABLE api_key (
  tenant text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  person text NOT NULL,
  name text NOT NULL,
  scopes text NOT NULL,
  expires_at_ms bigint,
  revoked_at_ms bigint,
  PRIMARY KEY (tenant, hash)
);
GRANT SELECT, INSERT, UPDATE (person, name, scopes, expires_at_ms, revoked_at_ms)
  ON api_key TO vermilion_app;

CREATE TABLE secret (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (tenant, name)
);
GRANT SELECT, INSERT, UPDATE (value) ON secret TO vermilion_app;

-- ── the wall ───────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE
  walled text;
BEGIN
  FOREACH walled IN ARRAY ARRAY[
    'flow', 'instance', 'journal', 'answer', 'task', 'notice', 'timer', 'outbox', 'audit',
    'directory', 'api_key', 'secret'
  ] LOOP
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
