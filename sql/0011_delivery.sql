-- Who got an issue: docs/mail.md, "The ledger". A row names a subscription and nothing of its reader, and holds no time of its delivery.

-- An issue on its way to those who subscribed before it set out.
CREATE TABLE sends (
    number {rowid},
    issue TEXT NOT NULL UNIQUE, -- issues.id
    newsletter TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'paused', 'cancelled', 'finished')),
    trouble TEXT NOT NULL DEFAULT '', -- why it does not go on by itself
    last_subscription BIGINT NOT NULL, -- whoever subscribes later is not among them
    queued_to BIGINT NOT NULL DEFAULT 0, -- up to here everybody has a row of deliveries
    total BIGINT NOT NULL, -- as counted at the start
    queued BIGINT NOT NULL DEFAULT 0, -- rows of deliveries
    accepted BIGINT NOT NULL DEFAULT 0, -- of those
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    -- How many were accepted some time ago, twice, to tell the speed from.
    sample_at BIGINT NOT NULL DEFAULT 0,
    sample BIGINT NOT NULL DEFAULT 0,
    earlier_sample_at BIGINT NOT NULL DEFAULT 0,
    earlier_sample BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE deliveries (
    send BIGINT NOT NULL REFERENCES sends (number) ON DELETE CASCADE,
    subscription BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'attempting', 'accepted', 'deferred', 'refused', 'unknown', 'left', 'gone')),
    worker TEXT NOT NULL DEFAULT '', -- that attempts, or did last
    attempts BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL DEFAULT 0, -- of a deferred one
    code BIGINT NOT NULL DEFAULT 0, -- what the relay answered: 550
    reason TEXT NOT NULL DEFAULT '', -- the same in RFC 3463's numbers: 5.1.1
    report TEXT NOT NULL DEFAULT '' CHECK (report IN ('', 'soft', 'hard', 'complaint')), -- what came back later
    PRIMARY KEY (send, subscription)
);
CREATE INDEX deliveries_due ON deliveries (send, not_before, subscription) WHERE status IN ('queued', 'deferred');
CREATE INDEX deliveries_attempting ON deliveries (send, worker) WHERE status = 'attempting';
CREATE INDEX deliveries_to_see ON deliveries (send, status, subscription) WHERE status IN ('deferred', 'refused', 'unknown', 'left', 'gone');

-- Who sends. A worker whose lease has run out is taken for dead, and what it attempted for unknown.
CREATE TABLE send_workers (
    id TEXT PRIMARY KEY,
    lease_until BIGINT NOT NULL
);
