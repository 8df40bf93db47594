-- A relay that refuses everybody for a while must not cost a newspaper its readers.

ALTER TABLE sends ADD COLUMN refused_in_a_row BIGINT NOT NULL DEFAULT 0; -- by relays, up to now

-- When it turned out that mail does not arrive: days since 1970. The address is kept for some days in case that was a mistake; 0: it is
-- erased, or mail arrives.
ALTER TABLE subscriptions ADD COLUMN undeliverable_day BIGINT NOT NULL DEFAULT 0;
CREATE INDEX subscriptions_undeliverable ON subscriptions (undeliverable_day) WHERE undeliverable_day > 0;
