-- What people are told in the studio: one row a person and event. NEWS reads news_newest, COUNTS and
-- READ_NEWS news_unread, FORGET_NEWS news_old. A server that does not know this table yet tells nobody.

CREATE TABLE news (
  tenant text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  content text NOT NULL,
  at_ms bigint NOT NULL,
  read_at_ms bigint,
  PRIMARY KEY (tenant, person, instance, seq)
) WITH (fillfactor = 80);
CREATE INDEX news_newest ON news (tenant, person, at_ms, instance, seq);
CREATE INDEX news_unread ON news (tenant, person, instance, seq) WHERE read_at_ms IS NULL;
CREATE INDEX news_old ON news (at_ms);
GRANT SELECT, INSERT, DELETE, UPDATE (read_at_ms) ON news TO vermilion_app;

ALTER TABLE news ENABLE ROW LEVEL SECURITY;
ALTER TABLE news FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON news USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);
