-- What a search of the library looks through, apart from the wide rows it would otherwise read. It has no index: every
-- row is looked at, and a text may be longer than an index entry.
CREATE TABLE media_words (
    media {rowid} REFERENCES media (number) ON DELETE CASCADE,
    is_picture BIGINT NOT NULL,
    words TEXT NOT NULL -- of name, alt, caption and credit, folded
);
INSERT INTO media_words (media, is_picture, words) SELECT number, CASE WHEN width > 0 THEN 1 ELSE 0 END, words FROM media;
ALTER TABLE media DROP COLUMN words;
