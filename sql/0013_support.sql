-- Contributions: docs/support.md. Of one, the day is kept (counted since 1970-01-01, in UTC) and no time; of who made it,
-- nothing but sealed records of the vault.

-- What the newspaper asks for and through whom, as JSON; the secret that signs supporters' links.
CREATE TABLE support_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- What a supporter agreed to, word for word.
CREATE TABLE support_wordings (
    hash TEXT PRIMARY KEY, -- SHA-256 of the text
    text TEXT NOT NULL
);

-- What a reader set out to give, saved before the browser is sent to a provider.
CREATE TABLE pledges (
    number {rowid},
    id TEXT NOT NULL UNIQUE, -- random, because it must not tell a time
    form TEXT NOT NULL UNIQUE, -- names the form that was sent: sent twice, it is one pledge
    provider TEXT NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('once', 'monthly', 'annual')),
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0), -- in minor units; for a recurring one, what is agreed now
    language TEXT NOT NULL,
    appeal TEXT NOT NULL DEFAULT '', -- the id of the appeal that led here; empty: none
    variant TEXT NOT NULL DEFAULT '',
    wording TEXT NOT NULL REFERENCES support_wordings (hash),
    day BIGINT NOT NULL,
    name TEXT NOT NULL DEFAULT '', -- for thanks: a record of the vault; empty: none
    receipt_to TEXT NOT NULL DEFAULT '', -- an address: the same
    reference TEXT UNIQUE, -- the provider's name for it; NULL: not asked yet
    status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'active', 'failing', 'cancelled', 'expired')),
    due BIGINT, -- the day the next payment is due
    looked_on BIGINT NOT NULL DEFAULT 0 -- the day the provider was last asked about it
);
CREATE INDEX pledges_by_status ON pledges (status, looked_on);

-- What happened, in the order it was learned. Rows are only ever added, and each carries the hash of those before.
CREATE TABLE ledger (
    number {rowid},
    pledge BIGINT NOT NULL REFERENCES pledges (number),
    kind TEXT NOT NULL CHECK (
        kind IN ('pledge', 'payment', 'renewal', 'failure', 'refund', 'dispute', 'change', 'cancellation')),
    provider TEXT NOT NULL,
    key TEXT NOT NULL, -- the provider's own name for what happened: counted once, however often it is told
    currency TEXT NOT NULL,
    moved BIGINT NOT NULL, -- money that came (or, below zero, went), in minor units
    agreed BIGINT NOT NULL DEFAULT 0, -- what a pledge or change promised
    payment TEXT NOT NULL DEFAULT '', -- the provider's name for the payment it is about
    day BIGINT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (provider, key)
);
CREATE INDEX ledger_by_pledge ON ledger (pledge);
CREATE INDEX ledger_by_day ON ledger (day);
CREATE INDEX ledger_by_payment ON ledger (provider, payment);

CREATE TABLE receipts (
    code TEXT PRIMARY KEY, -- random
    entry BIGINT NOT NULL UNIQUE REFERENCES ledger (number)
);

-- What providers told us, saved before it is answered, without what names a person.
CREATE TABLE provider_events (
    number {rowid},
    provider TEXT NOT NULL,
    key TEXT NOT NULL,
    content TEXT NOT NULL, -- JSON
    day BIGINT NOT NULL,
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'unmatched')),
    UNIQUE (provider, key)
);
CREATE INDEX provider_events_open ON provider_events (number) WHERE status <> 'done';

-- The demonstration provider's own books.
CREATE TABLE demonstration_payments (
    number {rowid},
    pledge TEXT NOT NULL, -- its id
    kind TEXT NOT NULL CHECK (kind IN ('paid', 'failed', 'refunded', 'cancelled')),
    amount BIGINT NOT NULL,
    day BIGINT NOT NULL
);
CREATE INDEX demonstration_payments_by_pledge ON demonstration_payments (pledge);
