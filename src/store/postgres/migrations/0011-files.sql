-- Files by the SHA-256 of their bytes, so that a form that names one is bound to what it says; kept in
-- parts, each a row, so that none is ever in memory whole on its way out.

CREATE TABLE file (
  tenant text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  media_type text NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at_ms bigint NOT NULL,
  PRIMARY KEY (tenant, digest)
);
GRANT SELECT, INSERT ON file TO vermilion_app;

CREATE TABLE file_part (
  tenant text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (tenant, digest, n)
);
ALTER TABLE file_part ALTER COLUMN content SET STORAGE EXTERNAL;
GRANT SELECT, INSERT ON file_part TO vermilion_app;

DO $$
DECLARE
  walled text;
BEGIN
  FOREACH walled IN ARRAY ARRAY['file', 'file_part'] LOOP
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
