-- A revision holds all that is edited of an article, and there is one of what was typed and discarded.
ALTER TABLE revisions ADD COLUMN was_typed BIGINT NOT NULL DEFAULT 0; -- 1: it never was the article
ALTER TABLE revisions ADD COLUMN rest TEXT NOT NULL DEFAULT ''; -- JSON: what is not title, standfirst and body; empty: kept by an earlier version, not known
