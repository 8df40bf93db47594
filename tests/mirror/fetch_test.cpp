// A folder is brought to a mirror's edition, whatever the mirror and the connection do.
#include "mirror/fetch.h"

#include "base/file.h"
#include "mirror/folder_lock.h"
#include "mirror/key_change.h"
#include "mirror/log/vectors.h"
#include "mirror/log_update.h"
#include "mirror/signing.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <mutex>

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
        std::scoped_lock lock(*mutex_);
        if (asked.size() == changes_after)
            files = becomes;
        if (answers == 0 && ++refused > 0)
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
    std::size_t refused = 0; // since then
    std::vector<std::string> asked; // for, and given
    std::size_t changes_after = 10'000; // so many of them: from then on
    Files becomes; // is what it has

private:
    std::shared_ptr<std::mutex> mutex_ = std::make_shared<std::mutex>();
};

// What a reader of a folder finds, without what programs keep there for themselves.
Files files_in(std::filesystem::path const& folder)
{
    Files files;
    std::error_code none;
    using Iterator = std::filesystem::recursive_directory_iterator;
    for (auto const& entry : Iterator(folder, none)) {
        auto const name = entry.path().lexically_relative(folder).string();
        if (entry.is_regular_file() && name.find(".broadsheet-") == name.npos)
            files[name] = read_file(entry.path()).value();
    }
    return files;
}

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
    Files there() const { return files_in(to_); }
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
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
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

TEST_F(FetchTest, ACheckpointIsWhatTheFolderHasToGoOnFrom)
{
    auto host = edition(1);
    VerifyOptions how;
    how.since = host.files.at("log/checkpoint");
    ASSERT_EQ(fetch(host, to_, how)->verdict.state, State::good);
    auto later = edition(2);
    EXPECT_EQ(fetch(later, to_, how)->verdict.state, State::good) << "said again";
    auto line = how.since.find('\n', how.since.find('\n') + 1) + 1; // of the root
    how.since[line] = how.since[line] == 'A' ? 'B' : 'A';
    auto const other = fetch(later, to_, how);
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().code, ErrorCode::conflict);
}

TEST_F(FetchTest, AMirrorThatIsChangedMeanwhileIsReadAgain)
{
    auto const former = edition(1).files;
    auto host = edition(1);
    host.becomes = edition(2).files;
    for (std::size_t after = 1; host.asked.size() + 1 >= after; ++after) { // at each moment
        std::filesystem::remove_all(to_);
        host.files = former;
        host.asked.clear();
        host.changes_after = after;
        auto const report = fetch_from(host);
        ASSERT_TRUE(report.ok()) << report.error().message;
        ASSERT_EQ(report->verdict.state, State::good) << after << report->verdict.findings.front().reason;
        EXPECT_TRUE(there() == former || there() == host.becomes) << after << ": half of each";
    }
}

TEST_F(FetchTest, LinksAreNotFollowed)
{
    auto host = edition(2);
    auto const outside = folder_.path() / "outside";
    std::filesystem::create_directories(outside);
    std::filesystem::create_directories(to_);
    std::filesystem::create_directory_symlink(outside, to_ / ".broadsheet-fetched");
    EXPECT_FALSE(fetch_from(host).ok());
    std::filesystem::remove(to_ / ".broadsheet-fetched");
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    std::filesystem::remove_all(to_ / "2014");
    std::filesystem::create_directory_symlink(outside, to_ / "2014");
    auto const trapped = fetch_from(host);
    ASSERT_FALSE(trapped.ok());
    EXPECT_THAT(trapped.error().message, HasSubstr("is a link"));
    EXPECT_TRUE(std::filesystem::is_empty(outside));
}

TEST_F(FetchTest, SeveralThreadsTellOfEachFile)
{
    auto host = edition(2);
    std::uint64_t told = 0;
    VerifyOptions how;
    how.threads = 8;
    how.progress = [&](std::uint64_t files, std::uint64_t of) {
        EXPECT_EQ(files, ++told);
        EXPECT_EQ(of, 5u);
    };
    ASSERT_EQ(fetch(host, to_, how)->verdict.state, State::good);
    EXPECT_EQ(there(), host.files);
}

// A newspaper whose root keys lie elsewhere, with a log of more than one bundle; and a thief of its server.
class FetchFromThief : public FetchTest {
protected:
    FetchFromThief()
    {
        publish(newspaper_, "first");
        auto root = newest_root(newspaper_).value();
        first_keys_ = fingerprint_of(root.text());
        ++root.version;
        root.root_keys = {safe_.verifier()};
        Note note{root.text(), {}};
        note.sign(read_key_file(log_key_file(newspaper_)).value());
        note.sign(safe_);
        adopt(note, {});
        publish(newspaper_, "second");
    }

    // Returns a mirror of the edition.
    Host publish(std::filesystem::path const& data, std::string const& front)
    {
        Files files{{"index.html", front}};
        for (int number = 0; number < 300; ++number)
            files[fmt::format("{}/index.html", number)] = fmt::format("Article {}", number);
        auto origin = test::must(Origin::open(data, "The Lantern", random_));
        auto update = test::must(LogUpdate::open(origin, "2026-11-27T23:00Z", random_));
        for (auto const& [name, content] : files)
            EXPECT_TRUE(update.publication().put(name, content, "text/html").ok());
        EXPECT_TRUE(update.finish(++edition_).ok());
        for (auto& [name, content] : files_in(log_folder(data)))
            files["log/" + name] = std::move(content);
        return Host(std::move(files));
    }
    // Without the log's partial tiles, of which a mirror keeps those of earlier editions for a while.
    static Files lasting(Files files)
    {
        std::erase_if(files, [](auto const& file) { return file.first.find(".p/") != std::string::npos; });
        return files;
    }
    void expect_is_there(Host const& host, std::string const& why = "") const
    {
        EXPECT_EQ(lasting(there()), lasting(host.files)) << why;
        EXPECT_EQ(verify(*open_folder(to_).value(), {}).state, State::good) << why;
    }
    void adopt(Note const& note, std::optional<SigningKey> log_key)
    {
        auto const adopted = adopt_root(newspaper_, note, std::move(log_key));
        ASSERT_TRUE(adopted.ok()) << adopted.error().message;
    }
    void replace_log_key()
    {
        auto root = newest_root(newspaper_).value();
        ++root.version;
        auto key = SigningKey::make(root.origin, KeyKind::note, random_);
        root.log_keys = {key.verifier()};
        Note note{root.text(), {}};
        note.sign(safe_);
        adopt(note, std::move(key));
    }

    std::filesystem::path newspaper_ = folder_.path() / "newspaper";
    std::filesystem::path thief_ = folder_.path() / "thief";
    SeededRandom random_{5};
    SigningKey safe_ = SigningKey::make("root-1", KeyKind::note, random_);
    std::string first_keys_; // as they were printed
    std::uint64_t edition_ = 0;
};

TEST_F(FetchFromThief, WhatStolenKeysHaveSignedBindsNoFolderOnceTheyAreReplaced)
{
    auto before = publish(newspaper_, "third");
    ASSERT_EQ(fetch_from(before, first_keys_)->verdict.state, State::good);
    std::filesystem::copy(newspaper_, thief_, std::filesystem::copy_options::recursive);
    publish(thief_, "forged");
    auto forged = publish(thief_, "forged again");
    ASSERT_EQ(fetch_from(forged, first_keys_)->verdict.state, State::good) << "nobody can tell yet";

    replace_log_key();
    auto honest = publish(newspaper_, "fourth");
    auto const rescued = fetch_from(honest, first_keys_);
    ASSERT_TRUE(rescued.ok()) << rescued.error().message;
    ASSERT_EQ(rescued->verdict.state, State::good) << rescued->verdict.findings.front().reason;
    expect_is_there(honest);

    for (auto const* front : {"forged once more", "and once more", "and again"}) {
        auto later = publish(thief_, front);
        EXPECT_NE(fetch_from(later, first_keys_)->verdict.state, State::good) << front;
        EXPECT_NE(fetch_from(later)->verdict.state, State::good) << front;
        expect_is_there(honest);
    }
}

// The thief has the folder's log, too, and goes on from there with the key that counts no more.
TEST_F(FetchFromThief, TheFoldersNewestKeysCountBesideThoseThatAreGiven)
{
    replace_log_key();
    auto host = publish(newspaper_, "third");
    ASSERT_EQ(fetch_from(host, first_keys_)->verdict.state, State::good);
    auto mirror = host;
    mirror.files.erase("log/roots/003");
    mirror.files["log/root"] = mirror.files.at("log/roots/002");
    EXPECT_EQ(verify(host, {}).state, State::good);
    EXPECT_EQ(verify(mirror, {}).state, State::bad) << "the newest keys were left out";
    EXPECT_EQ(fetch_from(mirror, first_keys_)->verdict.state, State::bad);
    expect_is_there(host);
}

TEST_F(FetchFromThief, AForkOfTheFoldersLogIsRefused)
{
    std::filesystem::copy(newspaper_, thief_, std::filesystem::copy_options::recursive);
    auto host = publish(newspaper_, "third");
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    for (auto const* front : {"forged", "forged again", "and again"}) {
        auto fork = publish(thief_, front);
        EXPECT_NE(fetch_from(fork)->verdict.state, State::good) << front;
        expect_is_there(host);
    }
}

TEST_F(FetchFromThief, AHostThatIsDownIsGivenUp)
{
    auto host = publish(newspaper_, "third");
    host.answers = 60;
    EXPECT_EQ(fetch_from(host)->verdict.state, State::unknown);
    EXPECT_LT(host.refused, 30u) << "of some 300 files";
    EXPECT_THAT(there(), IsEmpty());
}

TEST_F(FetchFromThief, NothingNewLeavesTheFolderUntouched)
{
    auto host = publish(newspaper_, "third");
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    auto const before = std::filesystem::last_write_time(to_ / "log/latest");
    auto const again = fetch_from(host);
    EXPECT_EQ(again->verdict.state, State::good);
    EXPECT_EQ(again->fetched, 0u);
    EXPECT_EQ(std::filesystem::last_write_time(to_ / "log/latest"), before);
    EXPECT_FALSE(std::filesystem::exists(to_ / ".broadsheet-fetched"));
}

TEST_F(FetchFromThief, FullBundlesOfTheLogAreNotAskedForAgain)
{
    std::string const full = "log/tile/entries/000";
    auto host = publish(newspaper_, "third");
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    EXPECT_THAT(host.asked, testing::Contains(full));
    host = publish(newspaper_, "fourth");
    ASSERT_EQ(fetch_from(host)->verdict.state, State::good);
    EXPECT_THAT(host.asked, testing::Not(testing::Contains(full)));
    expect_is_there(host);

    for (auto const& name : {full, std::string("17/index.html"), std::string("log/tile/0/000")}) {
        auto damaged = there().at(name);
        damaged[damaged.size() / 2] ^= 1;
        ASSERT_TRUE(write_file_atomically(to_ / name, damaged, Durability::cached).ok());
        ASSERT_EQ(fetch_from(host)->verdict.state, State::good) << name;
        expect_is_there(host, name + " was damaged, and is mended");
    }
}

} // namespace
} // namespace broadsheet::mirror
