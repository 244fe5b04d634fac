-- Files by the SHA-256 of their bytes, so that a form that names one is bound to what it says; kept in
-- parts, each a row, so that none is ever in memory whole on its way out.

CREATE TABLE file (
  tenant VARCHAR(190) NOT NULL,
  digest VARCHAR(255) NOT NULL,
  size BIGINT NOT NULL,
  media_type VARCHAR(255) NOT NULL,
  uploaded_by VARCHAR(255) NOT NULL,
  uploaded_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, digest)
) ENGINE = InnoDB COLLATE {collation};

CREATE TABLE file_part (
  tenant VARCHAR(190) NOT NULL,
  digest VARCHAR(255) NOT NULL,
  n INT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant, digest, n)
) ENGINE = InnoDB COLLATE {collation};
