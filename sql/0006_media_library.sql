-- What people say of a file: it is found by it, and shown well.
ALTER TABLE media ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN caption TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN credit TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN focus_x BIGINT NOT NULL DEFAULT 50; -- what a crop keeps, in per cent from the left
ALTER TABLE media ADD COLUMN focus_y BIGINT NOT NULL DEFAULT 50; -- and from the top
ALTER TABLE media ADD COLUMN added_by TEXT NOT NULL DEFAULT ''; -- the account's id; empty: an import or a program
ALTER TABLE media ADD COLUMN words TEXT NOT NULL DEFAULT ''; -- of the texts above, folded

-- Which articles show a file, by the hash in its name.
CREATE TABLE article_media (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    file TEXT NOT NULL,
    PRIMARY KEY (article, file)
);
CREATE INDEX article_media_by_file ON article_media (file);

-- Articles written before there was this table are gone through in the background.
ALTER TABLE articles ADD COLUMN media_noted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX articles_to_note ON articles (number) WHERE media_noted = 0;
