-- The version of a directory whose changes the open tasks have followed to the end (R3.2).
--
-- Hot: none; read every few seconds, a row a tenant.

ALTER TABLE directory ADD COLUMN followed text NOT NULL DEFAULT '';
UPDATE directory SET followed = version;
GRANT UPDATE (followed) ON directory TO vermilion_app;
