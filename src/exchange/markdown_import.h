#pragma once

#include "exchange/import.h"

namespace broadsheet::exchange {

// Imports a folder of Markdown files with front matter: articles anywhere in it, pages below "pages/", and
// what "newspaper.yaml" says of the newspaper, if it is there (docs/import.md). Pictures are found relative
// to the file that shows them. A file that cannot be taken is named in the report, and the others are taken;
// a newspaper.yaml that cannot be read is an error, and nothing is changed.
Result<Report> import_markdown(ImportTarget const&, ImportOptions const&);

} // namespace broadsheet::exchange
