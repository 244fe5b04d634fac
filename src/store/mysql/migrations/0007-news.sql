-- What people are told in the studio: one row a person and event.

CREATE TABLE news (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  instance VARCHAR(255) NOT NULL,
  seq BIGINT NOT NULL,
  content LONGTEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  read_at_ms BIGINT,
  PRIMARY KEY (tenant, person, instance, seq),
  KEY news_newest (tenant, person, at_ms, instance, seq),
  KEY news_unread (tenant, person, read_at_ms),
  KEY news_old (at_ms)
) ENGINE = InnoDB COLLATE {collation};
