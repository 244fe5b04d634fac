-- What a person decided, the last decision first. The index of when it was asked serves servers of the
-- version before.

CREATE INDEX task_decided ON task (tenant, person, closed_at_ms, id) WHERE status = 'voted';
