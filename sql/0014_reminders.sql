-- "Remind me later": one mail to a reader who asked for it and confirmed. The address is the vault's, for as long as the reminder waits.
CREATE TABLE reminders (
    number {rowid},
    id TEXT NOT NULL UNIQUE, -- random, because it must not tell a time
    link TEXT NOT NULL UNIQUE, -- SHA-256 of the link that confirmed it, which cancels it too
    record TEXT NOT NULL DEFAULT '', -- in vault_records; empty: erased
    language TEXT NOT NULL, -- in which to write
    appeal TEXT NOT NULL DEFAULT '', -- the slug of the one that led here
    confirmed_day BIGINT NOT NULL, -- days since 1970
    due_day BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'cancelled', 'given')) -- given: its reader gave meanwhile
);
CREATE INDEX reminders_by_day ON reminders (status, due_day);

-- The key under which confirmation links are signed.
CREATE TABLE reminder_keys (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    value TEXT NOT NULL
);
