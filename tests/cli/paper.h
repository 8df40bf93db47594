#pragma once

#include "cli/program.h"
#include "support/database.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::test {

// A newspaper's folder and its database.
struct Paper {
    explicit Paper(db::Dialect dialect, std::filesystem::path folder)
        : data(std::move(folder))
    {
        if (dialect == db::Dialect::postgres)
            own.emplace(dialect, Schema::empty);
    }

    Outcome run(std::vector<std::string> const& command) const
    {
        std::vector<std::string> all{"--data", data.string()};
        if (own)
            all.insert(all.end(), {"--database", own->url()});
        all.insert(all.end(), command.begin(), command.end());
        return test::run(all);
    }
    std::unique_ptr<db::Database> open() const
    {
        return must(db::Database::open(own ? own->url() : (data / "broadsheet.db").string()));
    }

    std::filesystem::path data;
    std::optional<TestDatabase> own; // on PostgreSQL
};

} // namespace broadsheet::test
