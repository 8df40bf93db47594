#pragma once

#include "cli/progress_bar.h"
#include "exchange/import.h"

namespace broadsheet::cli {

// Shows how far an import or export is.
class ExchangeProgress final : public exchange::Progress {
public:
    explicit ExchangeProgress(Clock const& clock)
        : bar_(clock)
    {
    }
    void begin(std::string_view what, std::uint64_t total) override { bar_.begin(what, total); }
    void reach(std::uint64_t done) override { bar_.reach(done); }
    void end() override { bar_.end(); }

private:
    ProgressBar bar_;
};

} // namespace broadsheet::cli
