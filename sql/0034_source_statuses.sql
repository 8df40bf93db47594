-- The status an import last gave an article: what differs from it was decided here, and a later import leaves it so.
CREATE TABLE source_statuses (
    article BIGINT PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    status TEXT NOT NULL
);
-- A draft that is part of an edition was once seen by readers.
INSERT INTO source_statuses (article, status)
    SELECT number, CASE WHEN status = 'withdrawn' OR (status = 'draft' AND edition > 0) THEN 'published' ELSE status END
    FROM articles WHERE source IS NOT NULL;
