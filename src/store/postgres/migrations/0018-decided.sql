-- What a person decided, the last decision first. A server of the version before sorts for itself meanwhile:
-- two indexes would cost every decision twice.

CREATE INDEX task_decided ON task (tenant, person, closed_at_ms, id) WHERE status = 'voted';
DROP INDEX task_done;
