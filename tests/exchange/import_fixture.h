#pragma once

#include "base/file.h"
#include "exchange/ghost_import.h"
#include "newsroom/articles.h"
#include "support/database.h"

#include <gmock/gmock.h>

namespace broadsheet::exchange {

// An entry of a report whose record is so called.
inline auto names(std::string_view part)
{
    return testing::Field(&Entries::Entry::record, testing::HasSubstr(std::string(part)));
}

// A newspaper to import into, and a folder for sources.
class ImportTest : public test::DatabaseTest {
protected:
    ImportTarget target() { return {*database_, clock_, random_}; }

    std::filesystem::path write(std::string_view name, std::string_view content)
    {
        auto path = folder_.path() / name;
        if (auto written = write_file_atomically(path, content, Durability::cached); !written.ok())
            throw std::runtime_error(written.error().message);
        return path;
    }

    ImportOptions options(std::filesystem::path source) const
    {
        ImportOptions options;
        options.source = std::move(source);
        options.converters = 2;
        return options;
    }

    newsroom::Edition edition() { return test::must(newsroom::current_edition(connection_)); }

    std::vector<newsroom::Article> articles()
    {
        return test::must(newsroom::Articles(connection_).after(0, 100'000));
    }

    newsroom::Article article(std::string_view slug, std::string_view language = "en")
    {
        return test::must(newsroom::Articles(connection_).by_slug(language, slug));
    }

    // Saves what the newsroom has changed since.
    void save(newsroom::Article const& article)
    {
        auto saved = newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::Articles::save(change, article); });
        test::must(std::move(saved));
    }

    test::TemporaryFolder folder_;
};

} // namespace broadsheet::exchange
