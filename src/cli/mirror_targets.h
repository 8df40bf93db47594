#pragma once

#include "cli/commands.h"
#include "http/client.h"
#include "mirror/targets/push.h"
#include "mirror/targets/s3_store.h"

#include <string>
#include <variant>
#include <vector>

namespace broadsheet::cli {

// Where the operator wants mirrors copied to: DATA/mirror-targets.json (docs/mirrors.md).
struct MirrorTarget {
    std::string name;
    std::variant<mirror::S3Place, std::vector<std::string>> place; // or a command
};

// Reads the targets. No file: none. Refused, naming the target: what is not as documented; two of one name;
// more than 100.
Result<std::vector<MirrorTarget>> parse_mirror_targets(std::string_view json);
Result<std::vector<MirrorTarget>> read_mirror_targets(GlobalOptions const&);

// Copies a mirror's folder to a target. A command's report counts nothing.
Result<mirror::PushReport> push_to(
    MirrorTarget const&, std::filesystem::path const& folder, http::Client&, Clock const&);

} // namespace broadsheet::cli
