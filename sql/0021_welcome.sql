-- The letter that greets who has signed up for a newsletter. Whom it goes to is in deliveries, below a send of its own whose issue is
-- "welcome:" and the newsletter's id.
CREATE TABLE welcome_letters (
    newsletter TEXT PRIMARY KEY REFERENCES newsletters (id),
    is_on BIGINT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL -- clean HTML
);

-- Who did not get an issue: reports that came back about copies the relay had taken.
CREATE INDEX deliveries_reported ON deliveries (send, report, subscription) WHERE report <> '';
