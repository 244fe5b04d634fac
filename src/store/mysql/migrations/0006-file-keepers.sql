-- Everybody who kept a file: the same bytes are one file, and theirs who kept them first (file.uploaded_by)
-- and theirs who kept them again. A server that does not know this table yet writes the first one only.

CREATE TABLE file_keeper (
  tenant VARCHAR(190) NOT NULL,
  person VARCHAR(255) NOT NULL,
  digest VARCHAR(255) NOT NULL,
  kept_at_ms BIGINT NOT NULL,
  PRIMARY KEY (tenant, person, digest)
) ENGINE = InnoDB COLLATE {collation};
