#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace broadsheet {

// Returns the whole content; more than `limit` bytes is an error, found before they are read.
Result<std::string> read_file(std::filesystem::path const&, std::size_t limit = std::size_t{1} << 30);

// Reads the file from its beginning, handing on at most 64 KiB at once until `visit` returns an error, which
// is returned.
using PieceVisitor = std::function<Result<void>(std::string_view piece)>;
Result<void> read_in_pieces(std::filesystem::path const&, PieceVisitor const& visit);

// Writes all of it to an open file, which an error calls `name`.
Result<void> write_all(int file, std::string_view content, std::string const& name);

enum class Durability {
    cached, // survives the program's end
    synced, // survives the machine's: file and folder are on disk when the call returns
};

// Writes a file that is either the old one or the whole new one at every moment, also across a crash; missing
// folders are made.
Result<void> write_file_atomically(
    std::filesystem::path const&, std::string_view content, Durability = Durability::synced);

// The same with content that comes in pieces: `produce` calls what it is given with each, in order.
Result<void> write_file_atomically(std::filesystem::path const&,
    std::function<Result<void>(PieceVisitor const& write)> const& produce, Durability = Durability::synced);

// Gives a finished file the name `target`, in the place of what has that name, synced like the above. On an
// error it keeps its own name.
Result<void> put_in_place(std::filesystem::path const& finished, std::filesystem::path const& target);

// Calls `visit` with each regular file below the folder, in no order, until it returns an error, which is
// returned. Links are not followed; a folder that does not exist holds none.
Result<void> for_each_file(std::filesystem::path const& folder,
    std::function<Result<void>(std::filesystem::path const&)> const& visit);

// Removes what write_file_atomically() left below the folder when it was cut off (a kill, a power cut), and
// returns how many files that were. What any process is writing right now stays.
Result<std::size_t> remove_unfinished_files(std::filesystem::path const& folder);
// Returns whether the file has a name that write_file_atomically() gives while it writes.
bool is_unfinished(std::filesystem::path const&);

} // namespace broadsheet
