#include "exchange/report.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::exchange {
namespace {

using testing::HasSubstr;

constexpr std::int64_t many = Entries::most_in_memory + 5'000; // the last ones lie on disk

TEST(Report, NamesEveryRecordHoweverManyThereAre)
{
    Report report;
    for (std::int64_t i = 0; i < many; ++i) {
        report.refuse(fmt::format("record {}", i), fmt::format("reason {}", i));
        report.note(fmt::format("changed {}", i), "a note\nof two lines");
        report.miss(fmt::format("/missing/{}.png", i));
    }
    EXPECT_EQ(report.refused(), many);
    EXPECT_EQ(report.exit_code(), 2);
    auto const text = report.text();
    EXPECT_THAT(text, HasSubstr(fmt::format("Not taken ({}):\n  record 0: reason 0\n", many)));
    for (auto number : {9'999, 10'000, 12'345, 14'999}) {
        EXPECT_THAT(text, HasSubstr(fmt::format("\n  record {0}: reason {0}\n", number)));
        EXPECT_THAT(text, HasSubstr(fmt::format("\n  changed {}: a note\\x0aof two lines\n", number)));
        EXPECT_THAT(text, HasSubstr(fmt::format("\n  /missing/{}.png\n", number)));
    }
    EXPECT_EQ(report.text(), text); // may be read again

    std::string written;
    ASSERT_TRUE(report
                    .write_json([&](std::string_view piece) {
                        written += piece;
                        return Result<void>();
                    })
                    .ok());
    auto const json = boost::json::parse(written);
    EXPECT_EQ(json.at("refused"), many);
    ASSERT_EQ(json.at("refusals").as_array().size(), static_cast<std::size_t>(many));
    EXPECT_EQ(json.at("refusals").at(14'999).at("record"), "record 14999");
    EXPECT_EQ(json.at("notes").at(14'999).at("text"), "a note\nof two lines");
    EXPECT_EQ(json.at("missing").at(14'999), "/missing/14999.png");
}

TEST(Report, WhatASourceSaysDoesNotCommandTheTerminal)
{
    Report report;
    report.refuse("post \"\x1b[2J\"", "not \xc2\x9b");
    report.miss("/a\x07\n/b.png");
    auto const text = report.text();
    EXPECT_THAT(text, HasSubstr("  post \"\\x1b[2J\": not \\x9b\n"));
    EXPECT_THAT(text, HasSubstr("  /a\\x07\\x0a/b.png\n"));
}

TEST(Report, StopsWhereItCannotBeWritten)
{
    Report report;
    for (std::int64_t i = 0; i < many; ++i)
        report.refuse("record", "reason");
    int pieces = 0;
    auto const full
        = [&](std::string_view) { return ++pieces < 10 ? Result<void>() : Result<void>(io_error("full")); };
    EXPECT_EQ(report.write_text(full).error().message, "full");
    EXPECT_EQ(pieces, 10);
}

TEST(Entries, GiveBackWhatLiesOnDiskInPieces)
{
    Entries entries;
    std::string const large(50'000, 'x'); // more than a piece holds
    for (std::int64_t i = 0; i < many; ++i)
        entries.add(std::to_string(i), i % 100 == 0 ? large : "");
    std::int64_t visited = 0;
    auto const read = entries.each([&](Entries::Entry const& entry) {
        EXPECT_EQ(entry.record, std::to_string(visited));
        EXPECT_EQ(entry.text, visited % 100 == 0 ? large : "");
        ++visited;
        return Result<void>();
    });
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(visited, many);
}

} // namespace
} // namespace broadsheet::exchange
