-- Readers' addresses, sealed: docs/vault.md. What is binary is base64url.

-- One row, and a second while a rotation goes on; none before the vault is made.
CREATE TABLE vault_keys (
    generation BIGINT PRIMARY KEY,
    public_key TEXT NOT NULL,
    handover TEXT NOT NULL DEFAULT '', -- during a rotation: the older keys' secrets, sealed to the newer
    created_at BIGINT NOT NULL
);

-- The ways in: the secret keys, wrapped under a passphrase, a recovery code or a key file.
CREATE TABLE vault_doors (
    generation BIGINT NOT NULL REFERENCES vault_keys (generation) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery-code', 'key-file')),
    passes BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    salt TEXT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (generation, kind)
);

CREATE TABLE vault_records (
    id TEXT PRIMARY KEY, -- random, because it must not tell a time
    purpose TEXT NOT NULL, -- "newsletter"
    generation BIGINT NOT NULL REFERENCES vault_keys (generation),
    sealed TEXT NOT NULL, -- empty: erased, and the hash kept so that the address is not written to again
    hash TEXT, -- keyed; NULL: waits in the inbox until the vault is unlocked
    UNIQUE (purpose, hash)
);
CREATE INDEX vault_records_by_generation ON vault_records (generation);
CREATE INDEX vault_inbox ON vault_records (id) WHERE hash IS NULL;
