-- The newsroom's state. Times are UTC milliseconds, flags 0 or 1, text never NULL but where absence means something.

-- The edition: one number that grows with every change a reader can see.
CREATE TABLE edition (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    number BIGINT NOT NULL,
    published_at BIGINT NOT NULL
);
INSERT INTO edition (only_row, number, published_at) VALUES (1, 1, 0);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE tags (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL DEFAULT '',
    is_section BIGINT NOT NULL DEFAULT 0,
    is_internal BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL DEFAULT 0,
    edition BIGINT NOT NULL
);

-- A tag's name in a language other than the newspaper's first.
CREATE TABLE tag_names (
    tag BIGINT NOT NULL REFERENCES tags (number) ON DELETE CASCADE,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tag, language)
);

-- A byline is the public name over an article, never an account.
CREATE TABLE bylines (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    edition BIGINT NOT NULL
);

CREATE TABLE byline_names (
    byline BIGINT NOT NULL REFERENCES bylines (number) ON DELETE CASCADE,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (byline, language)
);

CREATE TABLE articles (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    language TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    standfirst TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL DEFAULT '',
    picture_alt TEXT NOT NULL DEFAULT '',
    picture_caption TEXT NOT NULL DEFAULT '',
    picture_credit TEXT NOT NULL DEFAULT '',
    section BIGINT REFERENCES tags (number),
    status TEXT NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'withdrawn')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT,
    translation_key TEXT,
    canonical_url TEXT NOT NULL DEFAULT '',
    no_appeal BIGINT NOT NULL DEFAULT 0,
    featured BIGINT NOT NULL DEFAULT 0,
    template TEXT NOT NULL DEFAULT '',
    meta_title TEXT NOT NULL DEFAULT '',
    meta_description TEXT NOT NULL DEFAULT '',
    words BIGINT NOT NULL DEFAULT 0,
    signature TEXT NOT NULL DEFAULT '',
    source TEXT UNIQUE,
    source_hash TEXT NOT NULL DEFAULT '',
    edition BIGINT NOT NULL,
    body TEXT NOT NULL DEFAULT '', -- last, so that reading the other columns does not read through it
    UNIQUE (language, slug)
);
CREATE INDEX articles_by_time ON articles (status, published_at);
CREATE INDEX articles_by_edition ON articles (edition);
CREATE INDEX articles_by_translation ON articles (translation_key);

CREATE TABLE article_tags (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    tag BIGINT NOT NULL REFERENCES tags (number) ON DELETE CASCADE,
    PRIMARY KEY (article, position)
);
CREATE INDEX article_tags_by_tag ON article_tags (tag);

CREATE TABLE article_bylines (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    byline BIGINT NOT NULL REFERENCES bylines (number) ON DELETE CASCADE,
    PRIMARY KEY (article, position)
);
CREATE INDEX article_bylines_by_byline ON article_bylines (byline);

CREATE TABLE corrections (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    corrected_at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article, position)
);

-- What an article said before it was changed.
CREATE TABLE revisions (
    number {rowid},
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    saved_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX revisions_by_article ON revisions (article);

CREATE TABLE media (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    source TEXT UNIQUE
);

CREATE TABLE redirects (
    from_path TEXT PRIMARY KEY,
    to_path TEXT NOT NULL,
    is_permanent BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '',
    payload TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed')),
    attempts BIGINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX jobs_by_time ON jobs (status, run_at);
