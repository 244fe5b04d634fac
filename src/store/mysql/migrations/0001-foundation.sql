-- Tables of the store. Every key starts with the tenant. Instants are epoch milliseconds.
-- {collation}: compares and orders text by its bytes, a blank at the end counts; MariaDB and MySQL have
-- a name each for it. An id has up to 255 characters, a tenant's 190: three of them and an instant are
-- what an index takes (3 072 bytes).
--
-- There are no partial indexes: where PostgreSQL has one, the condition's column stands in the key.
-- There is no row security: who names no tenant in a statement is not kept from it by the database.
-- test/mysql/walls.test.ts reads the statements of a whole run from the server's own log.

-- ── registries: read before a tenant is known ──────────────────────────────────────────────────

CREATE TABLE tenant (
  tenant VARCHAR(190) NOT NULL PRIMARY KEY CHECK (tenant <> ''),
  name TEXT NOT NULL
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE api_key_owner (
  hash VARCHAR(255) NOT NULL PRIMARY KEY,
  tenant VARCHAR(190) NOT NULL
) ENGINE = InnoDB COLLATE {collation};

-- ── signals between processes: the number given last, and what was told under each ─────────────

CREATE TABLE signal_last (
  one TINYINT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL
) ENGINE = InnoDB COLLATE {collation};

INSERT INTO signal_last (one, position) VALUES (1, 0) ON DUPLICATE KEY UPDATE one = 1;

CREATE TABLE signal_sent (
  position BIGINT NOT NULL PRIMARY KEY,
  sender VARCHAR(40) NOT NULL,
  payload LONGTEXT NOT NULL
) ENGINE = InnoDB COLLATE {collation};

-- ── flows ──────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE flow (
  tenant VARCHAR(190) NOT NULL,
  name VARCHAR(255) NOT NULL,
  version VARCHAR(255) NOT NULL,
  hash VARCHAR(255) NOT NULL,
  definition LONGTEXT NOT NULL,
  source LONGTEXT NOT NULL,
  published_at_ms BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  position BIGINT NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (tenant, name, version),
  UNIQUE KEY flow_position (position),
  KEY flow_by_hash (tenant, hash, position),
  KEY flow_latest (tenant, name, position)
) ENGINE = InnoDB COLLATE {collation};

-- ── instances ──────────────────────────────────────────────────────────────────────────────────

-- No index holds a column that changes with every command. The state is a snapshot and the journal since.
CREATE TABLE instance (
  tenant VARCHAR(190) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  seq BIGINT NOT NULL,
  flow VARCHAR(255) NOT NULL,
  version VARCHAR(255) NOT NULL,
  hash VARCHAR(255) NOT NULL,
  subject TEXT NOT NULL,
  initiator VARCHAR(255) NOT NULL,
  status VARCHAR(20) NOT NULL,
  outcome TEXT,
  started_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT,
  snapshot_seq BIGINT NOT NULL,
  snapshot LONGTEXT NOT NULL,
  PRIMARY KEY (tenant, instance),
  KEY instance_newest (tenant, started_at_ms, instance),
  KEY instance_by_initiator (tenant, initiator, started_at_ms, instance),
  KEY instance_by_flow (tenant, flow, started_at_ms, instance)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE journal (
  tenant VARCHAR(190) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  first_seq BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  command VARCHAR(255) NOT NULL,
  events LONGTEXT NOT NULL,
  PRIMARY KEY (tenant, instance, first_seq)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE answer (
  tenant VARCHAR(190) NOT NULL,
  `key` VARCHAR(500) NOT NULL,
  request_hash VARCHAR(255) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  answer LONGTEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, `key`),
  KEY answer_old (at_ms)
) ENGINE = InnoDB COLLATE {collation};

-- ── the inbox ──────────────────────────────────────────────────────────────────────────────────

CREATE TABLE task (
  tenant VARCHAR(190) NOT NULL,
  id VARCHAR(255) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  person VARCHAR(255) NOT NULL,
  flow VARCHAR(255) NOT NULL,
  step VARCHAR(255) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  status VARCHAR(20) NOT NULL,
  subject TEXT NOT NULL,
  initiator VARCHAR(255) NOT NULL,
  opened_at_ms BIGINT NOT NULL,
  due_at_ms BIGINT,
  closed_at_ms BIGINT,
  principal VARCHAR(255),
  PRIMARY KEY (tenant, id),
  KEY task_by_person (tenant, person, status, opened_at_ms, id),
  KEY task_by_principal (tenant, principal, status, opened_at_ms, id)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE notice (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  flow VARCHAR(255) NOT NULL,
  subject TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  read_at_ms BIGINT,
  PRIMARY KEY (tenant, person, instance),
  KEY notice_newest (tenant, person, at_ms, instance),
  KEY notice_unread (tenant, person, read_at_ms)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE draft (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  task VARCHAR(255) NOT NULL,
  content LONGTEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, person, task)
) ENGINE = InnoDB COLLATE {collation};

-- ── work that is leased ────────────────────────────────────────────────────────────────────────

-- ready_at_ms: when a row may be leased; the due time at first, then the end of the lease.
CREATE TABLE timer (
  tenant VARCHAR(190) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  visit INT NOT NULL,
  rung INT NOT NULL,
  due_at_ms BIGINT NOT NULL,
  ready_at_ms BIGINT NOT NULL,
  owner VARCHAR(255),
  PRIMARY KEY (tenant, instance, visit, rung),
  KEY timer_ready (ready_at_ms)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE outbox (
  tenant VARCHAR(190) NOT NULL,
  id VARCHAR(255) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  position BIGINT NOT NULL,
  effect LONGTEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  ready_at_ms BIGINT NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,
  owner VARCHAR(255),
  reason TEXT,
  http_status INT,
  settled_at_ms BIGINT,
  PRIMARY KEY (tenant, id),
  KEY outbox_ready (status, ready_at_ms, id),
  KEY outbox_line (tenant, instance, status, position, id),
  KEY outbox_dead (tenant, status, id),
  KEY outbox_settled (status, settled_at_ms)
) ENGINE = InnoDB COLLATE {collation};

-- ── messages, and the visits that wait for one ─────────────────────────────────────────────────

CREATE TABLE waiting (
  tenant VARCHAR(190) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  visit INT NOT NULL,
  message VARCHAR(255) NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  PRIMARY KEY (tenant, instance, visit),
  KEY waiting_by_key (tenant, message, `key`)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE message (
  tenant VARCHAR(190) NOT NULL,
  id VARCHAR(255) NOT NULL,
  message VARCHAR(255) NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  payload LONGTEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  keep_until_ms BIGINT NOT NULL,
  is_used TINYINT NOT NULL,
  PRIMARY KEY (tenant, id),
  KEY message_kept (is_used, at_ms, id),
  KEY message_old (keep_until_ms)
) ENGINE = InnoDB COLLATE {collation};

-- ── turns and substitutes ──────────────────────────────────────────────────────────────────────

CREATE TABLE turn (
  tenant VARCHAR(190) NOT NULL,
  line VARCHAR(500) NOT NULL,
  taken BIGINT NOT NULL,
  PRIMARY KEY (tenant, line)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE substitution (
  tenant VARCHAR(190) NOT NULL,
  id VARCHAR(255) NOT NULL,
  principal VARCHAR(255) NOT NULL,
  substitute VARCHAR(255) NOT NULL,
  from_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  flows TEXT,
  limit_field TEXT,
  limit_max DOUBLE,
  set_by TEXT NOT NULL,
  set_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  KEY substitution_standing (tenant, until_ms)
) ENGINE = InnoDB COLLATE {collation};

-- ── audit and access ───────────────────────────────────────────────────────────────────────────

-- The trail as a hash chain (docs/reference/audit-format.md); commits of a tenant move the head.
CREATE TABLE audit_head (
  tenant VARCHAR(190) NOT NULL PRIMARY KEY,
  log VARCHAR(100) NOT NULL,
  position BIGINT NOT NULL,
  hash BINARY(32) NOT NULL
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE audit (
  tenant VARCHAR(190) NOT NULL,
  position BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action VARCHAR(255) NOT NULL,
  object TEXT NOT NULL,
  result VARCHAR(20) NOT NULL,
  code VARCHAR(255),
  reason TEXT,
  digest BINARY(32) NOT NULL,
  seal BINARY(32),
  PRIMARY KEY (tenant, position)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE directory (
  tenant VARCHAR(190) NOT NULL PRIMARY KEY,
  version VARCHAR(255) NOT NULL,
  content LONGTEXT NOT NULL,
  followed VARCHAR(255) NOT NULL
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE api_key (
  tenant VARCHAR(190) NOT NULL,
  hash VARCHAR(255) NOT NULL,
  person VARCHAR(255) NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  expires_at_ms BIGINT,
  revoked_at_ms BIGINT,
  PRIMARY KEY (tenant, hash)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE secret (
  tenant VARCHAR(190) NOT NULL,
  name VARCHAR(255) NOT NULL,
  value LONGTEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) ENGINE = InnoDB COLLATE {collation};
