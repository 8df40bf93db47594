-- Programs outside that are told of what happens here.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    integration BIGINT NOT NULL REFERENCES integrations (number) ON DELETE CASCADE,
    event TEXT NOT NULL, -- "post.published"
    target_url TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL DEFAULT '', -- signs what is sent, so it is needed as it is; empty: unsigned
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_sent_at BIGINT NOT NULL DEFAULT 0, -- 0: never
    last_status TEXT NOT NULL DEFAULT '', -- the last answer's ("200"); empty: there was none
    last_error TEXT NOT NULL DEFAULT '', -- empty: it was taken
    UNIQUE (event, target_url)
);
CREATE INDEX webhooks_by_integration ON webhooks (integration);

-- How often what was read on a day: sums, and nothing else about any reading of it.
CREATE TABLE readership (
    day TEXT NOT NULL, -- in the newspaper's time zone: "2026-11-27"
    article BIGINT NOT NULL, -- its number; 0: all pages that are no article's
    views BIGINT NOT NULL,
    PRIMARY KEY (day, article)
);
CREATE INDEX readership_by_article ON readership (article, day);

-- When what happens seldom last happened: "backup", "theme".
CREATE TABLE milestones (
    name TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
);

-- What is asked of everybody who works here.
CREATE TABLE staff_rules (
    name TEXT PRIMARY KEY, -- "second_factor": everybody has one, or sees nothing but their own account
    value BIGINT NOT NULL
);
