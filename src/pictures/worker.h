#pragma once

namespace broadsheet::pictures {

// The child's side of media::process_picture(): reads a picture from standard input, writes its renditions to
// standard output and returns the exit code. Must run before the process starts a thread.
int run();

} // namespace broadsheet::pictures
