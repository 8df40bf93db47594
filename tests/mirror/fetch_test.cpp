// A folder is brought to a mirror's edition, whatever the mirror and the connection do.
#include "mirror/fetch.h"

#include "mirror/folder_lock.h"
#include "mirror/log/vectors.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = Verdict::State;
using Files = std::map<std::string, std::string>;

// A mirror in memory, which may stop answering.
class Host final : public Source {
public:
    explicit Host(Files files)
        : files(std::move(files))
    {
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        if (answers == 0)
            return Error{ErrorCode::unavailable, "the host does not answer"};
        --answers;
        auto const found = files.find(name);
        if (found == files.end())
            return not_found("it is missing");
        asked.push_back(name);
        auto const half = found->second.size() / 2;
        TRY(visit(std::string_view(found->second).substr(0, half)));
        return visit(std::string_view(found->second).substr(half));
    }
    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const& visit) override
    {
        for (auto const& [name, content] : files)
            TRY(visit(name));
        return {};
    }

    Files files;
    std::size_t answers = 10'000; // until it stops
    std::vector<std::string> asked; // for, and given
};

class FetchTest : public testing::Test {
protected:
    static Host edition(std::size_t number) { return Host(test_vectors::mirror_files(number)); }

    Result<FetchReport> fetch_from(Host& host, std::string const& key = "")
    {
        VerifyOptions how;
        how.key = key;
        how.threads = 1;
        return fetch(host, to_, std::move(how));
    }
    // What a reader of the folder finds, without what programs keep there for themselves.
    Files there() const
    {
        Files files;
        std::error_code none;
        using Iterator = std::filesystem::recursive_directory_iterator;
        for (auto const& entry : Iterator(to_, none)) {
            auto const name = entry.path().lexically_relative(to_).string();
            if (entry.is_regular_file() && !name.starts_with(".broadsheet-"))
                files[name] = read_file(entry.path()).value();
        }
        return files;
    }
    static Files pages_of(Host const& host)
    {
        auto files = host.files;
        std::erase_if(files, [](auto const& file) { return file.first.starts_with("log/"); });
        return files;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path to_ = folder_.path() / "copy";
};

TEST_F(FetchTest, ANewFolderGetsAllThatIsPublished)
{
    auto host = edition(2);
    host.files["advertisement.html"] = "of the host's own";
    auto const report = fetch_from(host);
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->verdict.state, State::good);
    EXPECT_FALSE(report->went_on);
    EXPECT_EQ(report->kept, 0u);
    host.files.erase("advertisement.html");
    EXPECT_EQ(there(), host.files);
    EXPECT_EQ(report->fetched, host.files.size());
    EXPECT_FALSE(std::filesystem::exists(to_ / ".broadsheet-fetched"));
    EXPECT_EQ(verify(*open_folder(to_).value(), {}).state, State::good);
}

TEST_F(FetchTest, ALaterEditionCostsOnlyWhatHasChanged)
{
    auto before = edition(1);
    ASSERT_EQ(fetch_from(before)->verdict.state, State::good);
    auto host = edition(2);
    auto const report = fetch_from(host);
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->verdict.state, State::good);
    EXPECT_TRUE(report->went_on);
    EXPECT_EQ(there(), host.files);
    for (auto const& name : host.asked)
        if (auto const same = before.files.find(name);
            !name.starts_with("log/") && same != before.files.end())
            EXPECT_NE(same->second, host.files[name]) << name << " was asked for, and was there";
    auto const gone = std::ranges::count_if(
        before.files, [&](auto const& file) { return !host.files.contains(file.first); });
    ASSERT_GT(gone, 0);
    EXPECT_EQ(report->removed, static_cast<std::uint64_t>(gone));

    host.asked.clear();
    auto const again = fetch_from(host);
    EXPECT_EQ(again->verdict.state, State::good);
    EXPECT_EQ(again->removed, 0u);
    for (auto const& name : host.asked)
        EXPECT_THAT(name, HasSubstr("log/"));
}

TEST_F(FetchTest, WhatIsForgedChangesNothingAndIsTakenFromElsewhere)
{
    auto before = edition(1);
    ASSERT_EQ(fetch_from(before)->verdict.state, State::good);
    auto const former = there();
    auto forger = edition(2);
    auto const changed = std::ranges::find_if(forger.files, [&](auto const& file) {
        return file.first.ends_with(".html") && before.files[file.first] != file.second;
    });
    ASSERT_NE(changed, forger.files.end());
    auto const forged = changed->first;
    changed->second[0] ^= 1;
    auto const report = fetch_from(forger);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->verdict.state, State::bad);
    ASSERT_EQ(report->verdict.findings.size(), 1u);
    EXPECT_EQ(report->verdict.findings.front().name, forged);
    EXPECT_EQ(there(), former);

    auto honest = edition(2);
    ASSERT_EQ(fetch_from(honest)->verdict.state, State::good);
    EXPECT_EQ(there(), honest.files);
    std::erase_if(honest.asked, [](auto const& name) { return name.starts_with("log/"); });
    EXPECT_THAT(honest.asked, ElementsAre(forged)) << "the rest had come from the forger, and was right";
}

TEST_F(FetchTest, WhatIsCutOffIsGoneOnWith)
{
    auto const whole = edition(2);
    std::size_t attempts = 0;
    std::vector<std::string> pages_asked;
    auto host = edition(2);
    for (State state = State::unknown; state == State::unknown; ++attempts) {
        ASSERT_LT(attempts, 100u);
        EXPECT_THAT(there(), IsEmpty());
        host.asked.clear();
        host.answers = 12 + attempts;
        auto const report = fetch_from(host);
        ASSERT_TRUE(report.ok()) << report.error().message;
        state = report->verdict.state;
        ASSERT_NE(state, State::bad) << report->verdict.findings.front().reason;
        for (auto const& name : host.asked)
            if (!name.starts_with("log/"))
                pages_asked.push_back(name);
    }
    EXPECT_GT(attempts, 2u);
    EXPECT_EQ(there(), whole.files);
    EXPECT_EQ(pages_asked.size(), pages_of(whole).size()) << "each was asked for once";
}

TEST_F(FetchTest, NothingGoesBack)
{
    auto host = edition(2);
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    auto older = edition(1);
    auto const report = fetch_from(older);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->verdict.state, State::stale);
    EXPECT_TRUE(report->verdict.is_proven_older);
    EXPECT_EQ(there(), host.files);
}

TEST_F(FetchTest, OtherKeysLeaveAFolderFreeForTheRightOnes)
{
    auto host = edition(2);
    EXPECT_EQ(fetch_from(host, std::string(64, 'a'))->verdict.state, State::bad);
    EXPECT_THAT(there(), IsEmpty());
    auto const fingerprint
        = test_vectors::text(test_vectors::all().at("mirror").at("root_fingerprints").at(0));
    EXPECT_EQ(fetch_from(host, fingerprint)->verdict.state, State::good);
    EXPECT_EQ(there(), host.files);
}

TEST_F(FetchTest, FoldersOfOthersAndOfBuildsAreRefused)
{
    auto host = edition(2);
    ASSERT_TRUE(write_file_atomically(to_ / "letters.txt", "mine", Durability::cached).ok());
    auto const others = fetch_from(host);
    ASSERT_FALSE(others.ok());
    EXPECT_EQ(others.error().code, ErrorCode::conflict);
    EXPECT_THAT(host.asked, IsEmpty()) << "it is refused before anything comes";
    EXPECT_EQ(there(), (Files{{"letters.txt", "mine"}}));

    std::filesystem::remove(to_ / "letters.txt");
    ASSERT_TRUE(write_file_atomically(to_ / ".broadsheet-built", "", Durability::cached).ok());
    auto const built = fetch_from(host);
    ASSERT_FALSE(built.ok());
    EXPECT_THAT(built.error().message, HasSubstr("mirror build"));

    std::filesystem::remove(to_ / ".broadsheet-built");
    auto const lock = FolderLock::take(to_);
    auto const busy = fetch_from(host);
    ASSERT_FALSE(busy.ok());
    EXPECT_EQ(busy.error().code, ErrorCode::conflict);
}

TEST_F(FetchTest, ACheckpointIsForTheFirstTimeOnly)
{
    auto host = edition(1);
    VerifyOptions how;
    how.since = host.files.at("log/checkpoint");
    ASSERT_EQ(fetch(host, to_, how)->verdict.state, State::good);
    auto const again = fetch(host, to_, how);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::invalid);
}

} // namespace
} // namespace broadsheet::mirror
