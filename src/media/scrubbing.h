#pragma once

#include "base/result.h"

#include <filesystem>

namespace broadsheet::media {

// Has the program `worker` (room files) write to the descriptor `output` the PDF, sound or film that it reads
// from `input`, without its metadata: a child process that has no network, can start nothing, can open no
// file and is bounded in memory and time. Both are regular files, read and written from their beginning.
// Thread-safe.
Result<void> scrub_file(int input, int output, std::filesystem::path const& worker);

// The worker's name; it lies beside the main program and the decoder of pictures.
inline constexpr char const* file_worker_name = "broadsheet-files";

} // namespace broadsheet::media
