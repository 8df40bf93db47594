-- Newsletters, who gets them, and their issues. No address is here: a subscription names its sealed record (0008_vault.sql).

CREATE TABLE newsletters (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE, -- /newsletter/weekly/
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'closed')), -- closed: no sign-ups, no issues; its archive stays
    position BIGINT NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    pitch TEXT NOT NULL DEFAULT '', -- what the box promises
    frequency TEXT NOT NULL DEFAULT '', -- "every Friday"
    policy TEXT NOT NULL DEFAULT '', -- version of the privacy policy, as "2026-11"
    policy_path TEXT NOT NULL DEFAULT '', -- the page that holds it
    sender_name TEXT NOT NULL DEFAULT '',
    sender_address TEXT NOT NULL DEFAULT '',
    weekday BIGINT NOT NULL DEFAULT 0, -- 1: Monday, …, 7: Sunday; 0: sent when somebody says so
    minute BIGINT NOT NULL DEFAULT 540, -- of the day
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    when_missing TEXT NOT NULL DEFAULT 'hold' CHECK (when_missing IN ('hold', 'send')), -- an issue that nobody approved in time
    edition BIGINT NOT NULL
);

-- What a reader agreed to, word for word.
CREATE TABLE consents (
    id TEXT PRIMARY KEY, -- derived from the rest
    newsletter TEXT NOT NULL,
    language TEXT NOT NULL,
    policy TEXT NOT NULL,
    wording TEXT NOT NULL,
    first_day BIGINT NOT NULL -- days since 1970
);

CREATE TABLE subscriptions (
    number {rowid},
    id TEXT NOT NULL UNIQUE, -- random, because it must not tell a time
    newsletter TEXT NOT NULL REFERENCES newsletters (id),
    record TEXT NOT NULL, -- in vault_records
    status TEXT NOT NULL CHECK (status IN ('active', 'ended', 'undeliverable')), -- ended: its record is known as one not to write to
    language TEXT NOT NULL, -- in which to write to the reader
    confirmed_day BIGINT NOT NULL, -- days since 1970
    policy TEXT NOT NULL DEFAULT '', -- version agreed to
    consent TEXT NOT NULL DEFAULT '', -- in consents; empty: imported, and `place` tells from where
    place TEXT NOT NULL DEFAULT '', -- where the reader signed up: "box", "page", "import: members.csv"
    UNIQUE (newsletter, record)
);
CREATE INDEX subscriptions_by_record ON subscriptions (record);
CREATE INDEX subscriptions_by_newsletter ON subscriptions (newsletter, status, number);

-- What opens a reader's own page and unsubscribes: SHA-256 of the tokens in links (docs/newsletter.md). They work while the vault is locked.
CREATE TABLE subscription_links (
    hash TEXT PRIMARY KEY,
    subscription BIGINT NOT NULL REFERENCES subscriptions (number) ON DELETE CASCADE
);
CREATE INDEX subscription_links_by_subscription ON subscription_links (subscription);

-- The key under which confirmation links are signed, and those that were used and have not expired yet.
CREATE TABLE confirmation_keys (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    value TEXT NOT NULL
);
CREATE TABLE confirmations (
    hash TEXT PRIMARY KEY,
    expires_day BIGINT NOT NULL
);

CREATE TABLE issues (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    newsletter TEXT NOT NULL REFERENCES newsletters (id),
    slug TEXT NOT NULL, -- /newsletter/weekly/2026-11-27/
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'held', 'sent', 'cancelled')), -- sent: handed to delivery, and readable in the archive
    subject TEXT NOT NULL DEFAULT '',
    preheader TEXT NOT NULL DEFAULT '', -- what mail programs show beside the subject
    introduction TEXT NOT NULL DEFAULT '', -- clean HTML
    with_appeal BIGINT NOT NULL DEFAULT 1,
    is_suggested BIGINT NOT NULL DEFAULT 0, -- put together by the program, and not touched since
    due_at BIGINT, -- NULL: when somebody says so
    approved_by TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sent_at BIGINT,
    edition BIGINT NOT NULL,
    UNIQUE (newsletter, slug)
);
CREATE INDEX issues_by_time ON issues (newsletter, status, sent_at);

CREATE TABLE issue_articles (
    issue BIGINT NOT NULL REFERENCES issues (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    line TEXT NOT NULL DEFAULT '', -- its own words for it; empty: the standfirst
    PRIMARY KEY (issue, position)
);
CREATE INDEX issue_articles_by_article ON issue_articles (article);

-- Further subjects, of which each reader gets one.
CREATE TABLE issue_subjects (
    issue BIGINT NOT NULL REFERENCES issues (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (issue, position)
);
