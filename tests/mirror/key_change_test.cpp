#include "mirror/key_change.h"

#include "base/file.h"
#include "mirror/log_update.h"
#include "mirror/verify/verify.h"
#include "mirror/waiting_head.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace broadsheet::mirror {
namespace {

// A newspaper with a log, and root keys that lie elsewhere.
class KeyChange : public testing::Test {
protected:
    KeyChange() { publish("first"); }

    Result<void> try_publish(std::string_view content)
    {
        auto origin = TRY(Origin::open(data_, "The Lantern", random_));
        auto update = TRY(LogUpdate::open(origin, "2026-11-27T23:00Z", random_));
        TRY(update.publication().put("index.html", content, "text/html"));
        TRY(update.finish(++edition_));
        std::error_code failed;
        std::filesystem::remove_all(mirror_, failed);
        std::filesystem::create_directories(mirror_);
        std::filesystem::copy(log_folder(data_), mirror_ / "log", std::filesystem::copy_options::recursive);
        std::filesystem::remove(mirror_ / "log/.broadsheet-lock");
        return write_file_atomically(mirror_ / "index.html", content);
    }
    void publish(std::string_view content)
    {
        auto const published = try_publish(content);
        ASSERT_TRUE(published.ok()) << published.error().message;
    }
    Verdict check(std::string const& known = "") const
    {
        return verify(*open_folder(mirror_).value(), {.key = known, .since = {}, .threads = 1});
    }
    SigningKey key(std::string const& name) { return SigningKey::make(name, KeyKind::note, random_); }
    RootDocument next() const
    {
        auto root = newest_root(data_).value();
        ++root.version;
        return root;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    SeededRandom random_{11};
    std::uint64_t edition_ = 0;
};

TEST_F(KeyChange, TheFirstBuildMakesAKeyForItsOwnerAlone)
{
    struct stat status { };
    ASSERT_EQ(stat(log_key_file(data_).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(check().state, Verdict::State::good);
    EXPECT_TRUE(newest_root(data_).value().origin.starts_with("the-lantern/"));
}

TEST_F(KeyChange, AStolenLogKeyIsReplacedByKeysThatLieElsewhere)
{
    auto const fingerprint = check().fingerprints.back();
    auto const stolen = read_key_file(log_key_file(data_)).value();
    // Two of three root keys in safes from now on.
    auto const one = key("root-1");
    auto const two = key("root-2");
    auto const three = key("root-3");
    auto root = next();
    root.threshold = 2;
    root.root_keys = {one.verifier(), two.verifier(), three.verifier()};
    Note note{root.text(), {}};
    note.sign(stolen);
    note.sign(one);
    auto const too_few = adopt_root(data_, note, {});
    ASSERT_FALSE(too_few.ok());
    EXPECT_THAT(too_few.error().message,
        testing::EndsWith("2 have to; not yet: " + two.verifier().text() + ", " + three.verifier().text()));
    note.sign(three);
    ASSERT_TRUE(adopt_root(data_, note, {}).ok());
    publish("second");
    EXPECT_EQ(check(fingerprint).state, Verdict::State::good);

    // The log's key is stolen: a new one, signed by two of the three.
    auto const fresh = make_key_file(folder_.path() / "fresh", root.origin, KeyKind::note, random_).value();
    auto replaced = next();
    EXPECT_EQ(replaced.version, 3u);
    replaced.log_keys = {fresh};
    Note rescue{replaced.text(), {}};
    rescue.sign(two);
    rescue.sign(three);
    EXPECT_FALSE(adopt_root(data_, rescue, {}).ok()) << "the server still has the stolen key";
    ASSERT_TRUE(adopt_root(data_, rescue, read_key_file(folder_.path() / "fresh").value()).ok());
    publish("third");
    EXPECT_EQ(check(fingerprint).state, Verdict::State::good)
        << "who knew the first document, knows the third";
    EXPECT_EQ(check(stolen.verifier().text()).state, Verdict::State::bad);

    // What the thief signs counts no more, and the server does not sign with it.
    ASSERT_TRUE(write_secret(log_key_file(data_), stolen.text()).ok());
    auto const refused = try_publish("fourth");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
}

TEST_F(KeyChange, WithoutItsKeyTheLogWaitsForASignature)
{
    std::filesystem::remove(log_key_file(data_));
    publish("second");
    EXPECT_TRUE(WaitingHead::read(log_folder(data_)).value().has_value());
    EXPECT_EQ(try_publish("third").error().code, ErrorCode::conflict);
    EXPECT_FALSE(std::filesystem::exists(log_key_file(data_))) << "no other key is made in its place";
}

} // namespace
} // namespace broadsheet::mirror
