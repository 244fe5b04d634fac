-- Who follows what happens, and how far each has come with each tenant. A cursor moves along the audit
-- log, whose positions follow the commits without a gap: what is behind it was taken, and nothing can
-- still be committed there.

CREATE TABLE sink (
  name VARCHAR(190) NOT NULL,
  begun_at_ms BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE sink_cursor (
  tenant VARCHAR(190) NOT NULL,
  sink VARCHAR(190) NOT NULL,
  position BIGINT NOT NULL,
  ready_at_ms BIGINT NOT NULL,
  owner VARCHAR(255),
  fence BIGINT NOT NULL,
  attempts INT NOT NULL,
  reason TEXT,
  PRIMARY KEY (tenant, sink)
) ENGINE = InnoDB COLLATE {collation};
