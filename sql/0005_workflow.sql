-- How an article comes about: what no reader sees of the work on it.

-- What is being typed. The row stays when that has become the article, so that versions only grow.
CREATE TABLE working_copies (
    article BIGINT PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    base BIGINT NOT NULL, -- updated_at of the article it was made from
    account BIGINT REFERENCES accounts (number) ON DELETE SET NULL, -- who saved it last
    saved_at BIGINT NOT NULL,
    content TEXT -- JSON; NULL: the article itself is the newest
);

CREATE TABLE progress (
    article BIGINT PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage IN ('writing', 'review', 'ready')), -- of a draft
    begun_by BIGINT REFERENCES accounts (number) ON DELETE SET NULL,
    changed_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX progress_by_due ON progress (due_at);

CREATE TABLE assignments (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    account BIGINT NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
    PRIMARY KEY (article, account)
);
CREATE INDEX assignments_by_account ON assignments (account);

-- Who has an article open for writing.
CREATE TABLE edit_locks (
    article BIGINT PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    session TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    wanted_session TEXT NOT NULL DEFAULT '', -- who has asked for it; empty: nobody
    wanted_by BIGINT REFERENCES accounts (number) ON DELETE SET NULL,
    wanted_at BIGINT NOT NULL DEFAULT 0
);

-- Notes in the margin.
CREATE TABLE notes (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    account BIGINT REFERENCES accounts (number) ON DELETE SET NULL,
    at BIGINT NOT NULL,
    quote TEXT NOT NULL, -- the passage it is about; empty: the whole article
    text TEXT NOT NULL,
    resolved_at BIGINT,
    resolved_by BIGINT REFERENCES accounts (number) ON DELETE SET NULL
);
CREATE INDEX notes_by_article ON notes (article);

-- Links that show an article to whoever has them.
CREATE TABLE previews (
    hash TEXT PRIMARY KEY, -- of the link's token
    id TEXT NOT NULL UNIQUE,
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    made_by BIGINT REFERENCES accounts (number) ON DELETE SET NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX previews_by_article ON previews (article);

-- Who replaced what the revision holds: a name as it was then.
ALTER TABLE revisions ADD COLUMN saved_by TEXT NOT NULL DEFAULT '';

ALTER TABLE corrections ADD COLUMN is_retraction BIGINT NOT NULL DEFAULT 0;

-- A redacted byline says nothing of whom it stood for. The hash of its former slug keeps imports from bringing the name
-- back; NULL: not redacted.
ALTER TABLE bylines ADD COLUMN redacted_from TEXT;

-- The newsroom's list is read from this index alone.
CREATE INDEX articles_by_update ON articles (kind, updated_at, status, language, section, title);
