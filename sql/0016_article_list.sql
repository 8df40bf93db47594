-- The newsroom's list at any size: titles are found by their folded words, and what is not published has an index of its
-- own, since it is little beside the archive.
ALTER TABLE articles ADD COLUMN title_words TEXT NOT NULL DEFAULT ''; -- text/words.h; '': not folded yet
CREATE INDEX articles_to_fold ON articles (number) WHERE title_words = '';

-- Lists are read from these indices alone.
DROP INDEX articles_by_update;
CREATE INDEX articles_by_update ON articles (kind, updated_at, number, status, language, section, title_words);
CREATE INDEX articles_unpublished ON articles (kind, updated_at, number, status, language, section, title_words) WHERE status <> 'published';
