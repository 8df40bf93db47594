-- The week that an issue was made for, once, so that it is not made for it again: it may be given another time since, be deleted, or
-- called off.
CREATE TABLE issue_weeks (
    newsletter TEXT NOT NULL REFERENCES newsletters (id),
    week BIGINT NOT NULL, -- since 1970, from Monday on, on the newsletter's clocks
    issue TEXT NOT NULL, -- issues.id, which may be no more
    PRIMARY KEY (newsletter, week)
);

-- What an issue says, as it was when it set out (newsletter/delivery/rendered_issue.h, in JSON): whoever is tried again gets the same.
CREATE TABLE send_texts (
    send BIGINT PRIMARY KEY REFERENCES sends (number) ON DELETE CASCADE,
    issue TEXT NOT NULL
);
