-- What leads to an address is looked for whenever that address changes, and an import may bring many redirects.
CREATE INDEX redirects_by_target ON redirects (to_path);
