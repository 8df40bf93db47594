-- How mail leaves: docs/mail.md. No reader's address is here, nor the domain of one.

CREATE TABLE mail_settings (
    name TEXT PRIMARY KEY, -- sender_name, sender_address, own_name, return_path, bounce_secret
    value TEXT NOT NULL
);

CREATE TABLE mail_relays (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL, -- smtp://host:587?weight=2, without user and password
    username TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL DEFAULT ''
);

-- The private keys that mail is signed with.
CREATE TABLE dkim_keys (
    domain TEXT NOT NULL,
    selector TEXT NOT NULL,
    pem TEXT NOT NULL,
    is_active BIGINT NOT NULL DEFAULT 1, -- 0: made, and waits until its record is published
    created_at BIGINT NOT NULL,
    PRIMARY KEY (domain, selector)
);

-- Providers that take only so much at a time. Only these are known by name: a rare domain would name its reader.
CREATE TABLE mail_domain_rates (
    domain TEXT PRIMARY KEY,
    rates TEXT NOT NULL -- "20/s 10000/h"
);

-- What was sent in windows that are not over.
CREATE TABLE mail_rates (
    scope TEXT NOT NULL, -- "relay:main", "domain:example.org"
    length BIGINT NOT NULL, -- milliseconds
    starts_at BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (scope, length, starts_at)
);
