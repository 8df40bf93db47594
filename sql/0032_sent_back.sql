-- Whose draft was sent back, by whom and when: NULL once it is handed in again.
ALTER TABLE progress ADD COLUMN sent_back_by BIGINT REFERENCES accounts (number) ON DELETE SET NULL;
ALTER TABLE progress ADD COLUMN sent_back_at BIGINT;
CREATE INDEX progress_sent_back ON progress (article) WHERE sent_back_at IS NOT NULL;
