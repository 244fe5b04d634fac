-- What tells one API key from another: how it begins, when it was made, about when it was used last. A key
-- that a server of before issued has none of it.

ALTER TABLE api_key
  ADD COLUMN start text,
  ADD COLUMN created_at_ms bigint,
  ADD COLUMN used_at_ms bigint;
GRANT UPDATE (start, created_at_ms, used_at_ms) ON api_key TO vermilion_app;
