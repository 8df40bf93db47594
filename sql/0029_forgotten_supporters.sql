-- Names that nobody may see are of no use to anybody: they are not taken any more.
UPDATE pledges SET name = '' WHERE name IN (SELECT id FROM vault_records WHERE purpose = 'support-name');
DELETE FROM vault_records WHERE purpose = 'support-name';

-- Whose address or name is still kept.
CREATE INDEX pledges_with_address ON pledges (status) WHERE receipt_to <> '';
CREATE INDEX pledges_with_name ON pledges (status) WHERE name <> '';
