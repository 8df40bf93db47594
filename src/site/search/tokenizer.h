#pragma once

namespace broadsheet::site {

// Makes the FTS5 tokenizer `broadsheet` known to every SQLite connection the program opens from now on
// (https://www.sqlite.org/fts5.html#custom_tokenizers): words as text/words.h reads them, stemmed by script,
// in texts of the language that is its one argument. A prefix in a query is not stemmed. Thread-safe; the
// second call does nothing.
void register_search_tokenizer();

} // namespace broadsheet::site
