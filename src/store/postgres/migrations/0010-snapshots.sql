-- The state of an instance is a snapshot and the journal since; a command that writes none leaves the
-- last one where it is. It stands last, behind what every command changes: the log of the database
-- takes of an updated row only what lies between its first and its last changed byte.

ALTER TABLE instance NO FORCE ROW LEVEL SECURITY;
ALTER TABLE instance ADD COLUMN snapshot_seq bigint, ADD COLUMN snapshot text;
UPDATE instance SET snapshot_seq = seq, snapshot = state;
ALTER TABLE instance
  ALTER COLUMN snapshot_seq SET NOT NULL,
  ALTER COLUMN snapshot SET NOT NULL,
  DROP COLUMN state;
ALTER TABLE instance FORCE ROW LEVEL SECURITY;
