-- An issue that began to go out through a relay waits for one when there is none any more; the outbox is not where its readers look.

ALTER TABLE sends ADD COLUMN needs_relay BIGINT NOT NULL DEFAULT 0 CHECK (needs_relay IN (0, 1));
UPDATE sends SET needs_relay = 1 WHERE EXISTS (SELECT 1 FROM mail_relays);
