-- How often the links of an issue are followed, where its newsletter counts that: one sum for each link, and nothing else about any of the
-- readers who followed it.

ALTER TABLE newsletters ADD COLUMN counts_links BIGINT NOT NULL DEFAULT 0;

CREATE TABLE issue_links (
    issue BIGINT NOT NULL REFERENCES issues (number) ON DELETE CASCADE,
    number BIGINT NOT NULL, -- from 1: /newsletter/link/ISSUE/NUMBER/ in every copy
    target TEXT NOT NULL, -- where it leads, as the issue had it when it set out
    words TEXT NOT NULL, -- that are linked
    followed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (issue, number)
);
