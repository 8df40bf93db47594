-- Messages that ask readers for support. They stand on pages of articles they know nothing of.
CREATE TABLE appeals (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE, -- what contributions are counted under, and its own page's address
    name TEXT NOT NULL, -- for the newsroom
    status TEXT NOT NULL CHECK (status IN ('draft', 'live', 'archived')),
    priority BIGINT NOT NULL,
    starts_at BIGINT, -- NULL: at once
    ends_at BIGINT, -- NULL: never
    is_on_air BIGINT NOT NULL, -- whether readers see it: live, begun and not over when an edition was last made for it
    raised BIGINT NOT NULL DEFAULT 0, -- towards its goal, in minor units, as pages show it
    updated_at BIGINT NOT NULL,
    content TEXT NOT NULL -- JSON: words, targets, amounts
);
CREATE INDEX appeals_on_air ON appeals (is_on_air, priority);
