-- What a person decided, the last decision first.

ALTER TABLE task ADD KEY task_decided (tenant, person, status, closed_at_ms, id);
