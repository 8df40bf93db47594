#pragma once

#include "cli/job_runner.h"
#include "cli/options.h"
#include "http/client.h"
#include "mirror/health_board.h"

#include <string>

namespace broadsheet::cli {

// What a server does for its mirrors: copies each new signed edition to the targets of
// DATA/mirror-targets.json, and looks how the mirrors are that readers are told of.
class MirrorUpkeep {
public:
    // `mirror` is the folder of a signed mirror; empty: nothing is done. All must outlive it.
    MirrorUpkeep(GlobalOptions const&, std::filesystem::path mirror, http::Client&, Clock const&);

    void start(JobRunner&);
    mirror::HealthBoard const& board() const { return board_; }

private:
    Result<void> push_new_edition();
    Result<void> look(db::Connection&);

    GlobalOptions const& options_;
    std::filesystem::path mirror_;
    http::Client& client_;
    Clock const& clock_;
    mirror::HealthBoard board_;
    std::string pushed_; // log/latest, as every target has it
};

} // namespace broadsheet::cli
