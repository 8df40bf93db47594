#pragma once

namespace broadsheet::files {

// The child's side of media::scrub_file(): reads a PDF or recording from standard input, writes it without
// its metadata to standard output, both regular files, and returns the exit code. Must run before the process
// starts a thread.
int run();

} // namespace broadsheet::files
