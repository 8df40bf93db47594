-- More names under which imports found what is a file's content already, besides media.source.
CREATE TABLE media_sources (
    source TEXT PRIMARY KEY,
    media BIGINT NOT NULL REFERENCES media (number) ON DELETE CASCADE
);
