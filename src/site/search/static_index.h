#pragma once

#include "site/edition/snapshot.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// A search index in small files, for readers whose copy of the newspaper has no server: the script search.js
// reads it. It knows what each article is most about (text/signature.h), not every word. All files lie below
// HOME/search-index/ (HOME is / or /ru/), and are functions of the edition:
//
//   head.json    {"articles": N, "wordBits": W, "blockBits": B}
//   words/N      for each stem whose hash begins with the W bits N, in order: its hash and the count of its
//                articles, as big-endian 32-bit numbers, then that many articles' keys, ordered
//   articles/N   the articles whose key begins with the B bits N: JSON, [[key, path, title, "2024-05-20"], …]
//
// An article's key is a hash of its number. A publish changes the few files that its words stand in.

// A file of the index: its path, and a number that changes when its content does.
struct StaticIndexPath {
    std::string path;
    std::uint64_t fingerprint = 0;
};
// Returns those of all files of the index in a language. `version` returns a number that changes when an
// article's path, title or day does.
std::vector<StaticIndexPath> static_index_paths(Catalogue const&, Signatures const&, std::size_t language,
    std::function<std::uint64_t(Ordinal)> const& version);

// Returns the content of a file, by its path below search-index/; not_found for any other.
struct StaticIndexFile {
    std::string type;
    std::string content;
};
Result<StaticIndexFile> static_index_file(Snapshot const&, std::size_t language, std::string_view path);

} // namespace broadsheet::site
