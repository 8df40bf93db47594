#pragma once

#include <string>

namespace broadsheet::pictures {

// Takes what GLib's libraries warn of off standard error, which is for our one message, and remembers it.
// To be called once.
void remember_warnings();

// Returns the last warning, or nothing. Thread-safe.
std::string last_warning();

// Returns whether a library was given a number that its type cannot take, as libvips is by a drawing that is
// wider than its pictures can be, and went on with another. Thread-safe.
bool had_number_out_of_range();

} // namespace broadsheet::pictures
