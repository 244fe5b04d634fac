-- Everybody who kept a file: the same bytes are one file, and theirs who kept them first (file.uploaded_by)
-- and theirs who kept them again. A server that does not know this table yet writes the first one only.

CREATE TABLE file_keeper (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  kept_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person, digest)
);
GRANT SELECT, INSERT ON file_keeper TO vermilion_app;

ALTER TABLE file_keeper ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_keeper FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON file_keeper USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
