-- What tells one API key from another: how it begins, when it was made, about when it was used last. A key
-- that a server of before issued has none of it.

ALTER TABLE api_key
  ADD COLUMN start VARCHAR(20),
  ADD COLUMN created_at_ms BIGINT,
  ADD COLUMN used_at_ms BIGINT;
