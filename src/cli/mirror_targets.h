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
    std::vector<std::string> host_files = {}; // that its host wants there (is_host_file())
};

// Reads the targets. No file: none. Refused, naming the target: what is not as documented; two of one name;
// more than 100.
Result<std::vector<MirrorTarget>> parse_mirror_targets(std::string_view json);
Result<std::vector<MirrorTarget>> read_mirror_targets(GlobalOptions const&);

// Copies a mirror's folder to a target. Refused (not_found, conflict) is a folder that is not this
// newspaper's mirror with its newest signed edition: `log` is the newspaper's own. A command copies the
// folder as it is: it is not run where somebody else's files lie in it. What it copies is not counted.
Result<mirror::PushReport> push_to(MirrorTarget const&, std::filesystem::path const& folder,
    std::filesystem::path const& log, http::Client&, Clock const&);

} // namespace broadsheet::cli
