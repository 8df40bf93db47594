-- The name of the file a reader came from may say who the readers in it are; it was part of the place of each of them, in clear.

UPDATE subscriptions SET place = 'import' WHERE place LIKE 'import: %';
