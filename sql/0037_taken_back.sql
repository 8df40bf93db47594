-- The number of the entry that one undoes; NULL: none. The ledger only grows.
ALTER TABLE ledger ADD COLUMN takes_back BIGINT;
CREATE UNIQUE INDEX ledger_by_taken_back ON ledger (takes_back) WHERE takes_back IS NOT NULL;
