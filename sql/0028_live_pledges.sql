-- Whether money can move: not in a demonstration, nor with a provider's test key. Figures leave the others out.
ALTER TABLE pledges ADD COLUMN is_live BIGINT NOT NULL DEFAULT 1;
UPDATE pledges SET is_live = 0 WHERE provider = 'demonstration' OR (provider = 'stripe' AND reference LIKE 'cs_test%');
