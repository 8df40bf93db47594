#pragma once

#include "cli/commands.h"
#include "db/database.h"
#include "newsroom/change.h"

#include <functional>
#include <memory>
#include <string>

namespace broadsheet::cli {

// What a server does besides answering: notices a new edition, whoever made it, and publishes what is due.
// Ends with its destruction. Thread-safe.
class Upkeep {
public:
    // Called with each edition once it can be read, the present one first; from one thread at a time.
    using Notice = std::function<void(newsroom::Edition)>;

    static Result<std::unique_ptr<Upkeep>> start(Context const&, db::Database&, Notice);
    ~Upkeep();

    // Returns "" while all is well, and otherwise what is wrong.
    std::string trouble() const;

private:
    class Implementation;
    explicit Upkeep(std::unique_ptr<Implementation>);
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::cli
