-- Letters to people outside the studio, the links in them, and what each person wishes to be told.

CREATE TABLE letter (
  tenant VARCHAR(190) NOT NULL,
  id VARCHAR(255) NOT NULL,
  person VARCHAR(255) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  notice LONGTEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  ready_at_ms BIGINT NOT NULL,
  attempts INT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,
  owner VARCHAR(255),
  reason TEXT,
  settled_at_ms BIGINT,
  PRIMARY KEY (tenant, id),
  KEY letter_ready (status, ready_at_ms, tenant),
  KEY letter_dead (tenant, status, id),
  KEY letter_settled (status, settled_at_ms)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE link (
  tenant VARCHAR(190) NOT NULL,
  hash VARCHAR(255) NOT NULL,
  person VARCHAR(255) NOT NULL,
  task VARCHAR(255) NOT NULL,
  seen VARCHAR(255) NOT NULL,
  seq BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  spent_at_ms BIGINT,
  PRIMARY KEY (tenant, hash),
  KEY link_old (expires_at_ms)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE preference (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  content LONGTEXT NOT NULL,
  PRIMARY KEY (tenant, person)
) ENGINE = InnoDB COLLATE {collation};
