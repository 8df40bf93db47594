-- Who works here. An account's name never reaches a reader: bylines are separate.

CREATE TABLE accounts (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE, -- an e-mail address or any name, lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('contributor', 'author', 'editor', 'administrator', 'owner')),
    byline BIGINT REFERENCES bylines (number) ON DELETE SET NULL, -- put over what the account writes, if set
    language TEXT NOT NULL DEFAULT 'en', -- of the admin pages
    password TEXT NOT NULL DEFAULT '', -- Argon2id in its encoded form; empty: none, a passkey alone
    totp_secret TEXT NOT NULL DEFAULT '', -- base32; empty: no authenticator app
    totp_step BIGINT NOT NULL DEFAULT 0, -- of the last code taken: a code works once
    is_suspended BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE passkeys (
    credential TEXT PRIMARY KEY, -- base64url
    account BIGINT NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    algorithm BIGINT NOT NULL, -- COSE
    public_key TEXT NOT NULL, -- base64url
    uses BIGINT NOT NULL DEFAULT 0, -- the authenticator's signature counter
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX passkeys_by_account ON passkeys (account);

-- Secrets that are random and long are kept as their SHA-256: what is here opens nothing.
CREATE TABLE recovery_codes (
    hash TEXT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (number) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account);

CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, -- names the session where it is listed
    account BIGINT NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
    is_open BIGINT NOT NULL, -- 0: the second factor is still to come
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0 -- when the second factor was last shown
);
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE invitations (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '', -- for whom it is
    account BIGINT REFERENCES accounts (number) ON DELETE CASCADE, -- whose access it restores; NULL: a new one
    invited_by BIGINT REFERENCES accounts (number) ON DELETE CASCADE, -- NULL: from the command line
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Who did what. Written in the transaction of what it tells of, and never changed.
CREATE TABLE audit_log (
    number {rowid},
    at BIGINT NOT NULL,
    account TEXT NOT NULL DEFAULT '', -- its id; empty: the program or the command line
    account_name TEXT NOT NULL DEFAULT '', -- as it was then
    act TEXT NOT NULL, -- "article.published"
    subject TEXT NOT NULL DEFAULT '', -- the id of what was acted on
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, number);

-- Programs that may use the APIs.
CREATE TABLE integrations (
    number {rowid},
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    content_key TEXT NOT NULL UNIQUE, -- opens what is public anyway
    admin_key_id TEXT NOT NULL UNIQUE,
    admin_secret TEXT NOT NULL, -- hexadecimal; signs tokens, so it is needed as it is
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0
);
