-- The journal by months of its instants, so that old ones can be moved away whole and the indexes that
-- are written stay small. What is there stays where it is, as the partition of all time up to the end
-- of this month; the months that follow are made ahead (partitions.ts), and a row of a month that is
-- not there yet goes to journal_later: no write fails for want of a partition.
--
-- Hot: the journal of one instance, Merge Append over the partitions' primary keys in the order of the
-- sequence, pruned at run time: nothing of an instance is older than its start.
-- The key needs the instant, as PostgreSQL demands; that a sequence number stands once is held by the
-- compare-and-set on the instance.

ALTER TABLE journal RENAME TO journal_before;
ALTER TABLE journal_before NO FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_before DROP CONSTRAINT journal_pkey;
ALTER TABLE journal_before ADD CONSTRAINT journal_before_pkey
  PRIMARY KEY (tenant, instance, first_seq, at_ms);

CREATE TABLE journal (
  tenant text COLLATE "C" NOT NULL,
  instance text COLLATE "C" NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  at_ms bigint NOT NULL,
  actor text NOT NULL,
  command text NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (tenant, instance, first_seq, at_ms)
) PARTITION BY RANGE (at_ms);
GRANT SELECT, INSERT ON journal TO vermilion_app;

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON journal USING ((tenant = ANY ((
  SELECT nullif(current_setting('vermilion.tenants', true), '')::text[]
)::text[])) IS TRUE);

CREATE TABLE journal_later PARTITION OF journal DEFAULT;
ALTER TABLE journal_later ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_later FORCE ROW LEVEL SECURITY;

DO $$
DECLARE
  last_at timestamptz;
  month_end bigint;
BEGIN
  SELECT greatest(now(), to_timestamp(max(at_ms) / 1000.0)) INTO last_at FROM journal_before;
  month_end := extract(epoch FROM
    (date_trunc('month', last_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC') * 1000;
  EXECUTE format(
    'ALTER TABLE journal ATTACH PARTITION journal_before FOR VALUES FROM (MINVALUE) TO (%s)',
    month_end
  );
END
$$;

-- Nobody but the owner comes to a partition by its own name.
DROP POLICY wall ON journal_before;
REVOKE ALL ON journal_before FROM vermilion_app;
ALTER TABLE journal_before FORCE ROW LEVEL SECURITY;
