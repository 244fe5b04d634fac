-- What people put by for themselves: one row an item, by its primary key.

CREATE TABLE shelf (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  name VARCHAR(255) NOT NULL,
  content LONGTEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, person, kind, name)
) ENGINE = InnoDB COLLATE {collation};
