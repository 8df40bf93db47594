#pragma once

namespace broadsheet::cli {

// What every command's exit code means.
enum ExitCode {
    done = 0,
    done_in_part = 1, // or, for a check: found bad
    not_done = 2, // or, for `verify`: genuine, but old
    not_known = 3, // for `verify`: it could not find out
};

} // namespace broadsheet::cli
