-- What is forgotten after its time: answers to repeated commands and effects that were delivered, both
-- after a week at the earliest; messages that nobody had (message_old) are as before.
--
-- Hot: none. answer_old grows at its end, where an entry costs a fraction of one in the primary key.

CREATE INDEX answer_old ON answer (at_ms);
CREATE INDEX outbox_delivered ON outbox (settled_at_ms) WHERE status = 'delivered';
GRANT DELETE ON answer, outbox TO vermilion_app;
