#include "mirror/health_board.h"

#include "mirror/log/vectors.h"
#include "mirror/overview.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class HealthBoardTest : public testing::Test {
protected:
    HealthBoardTest() { write(2); }

    void write(std::size_t edition) const
    {
        for (auto const& [name, content] : test_vectors::mirror_files(edition))
            ASSERT_TRUE(write_file_atomically(mirror_ / name, content, Durability::cached).ok());
    }
    // How a mirror is that answers this.
    MirrorHealth health_of(http::ClientResponse answer)
    {
        test::FakeClient client([&](auto const& request) -> Result<http::ClientResponse> {
            EXPECT_EQ(request.url, "https://one.example/log/latest");
            return answer;
        });
        board_.look({"https://one.example/"}, client, 1000);
        return board_.health().at(0);
    }
    static std::string latest(std::size_t edition)
    {
        return test_vectors::mirror_files(edition).at("log/latest");
    }

    test::TemporaryFolder folder_;
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    HealthBoard board_{mirror_};
    std::vector<http::Header> const cors_{{"Access-Control-Allow-Origin", "*"}};
};

TEST_F(HealthBoardTest, KnowsTheEditionOfAMirrorThatIsWell)
{
    auto const health = health_of({200, cors_, latest(2)});
    EXPECT_THAT(health.trouble, IsEmpty());
    EXPECT_EQ(health.edition, 2u);
    EXPECT_EQ(health.slot, "2026-11-27T23:00Z");
    EXPECT_EQ(health.looked_at, 1000);
}

TEST_F(HealthBoardTest, SaysWhatIsWrong)
{
    EXPECT_THAT(health_of({503, {}, ""}).trouble, HasSubstr("status 503"));
    EXPECT_THAT(health_of({200, {}, latest(2)}).trouble, HasSubstr("Access-Control-Allow-Origin"));
    EXPECT_THAT(
        health_of({200, cors_, "<html>A page of somebody else</html>"}).trouble, testing::Not(IsEmpty()));
    EXPECT_THAT(health_of({200, cors_, latest(1)}).trouble, HasSubstr("edition 1 of"));
    EXPECT_THAT(board_.health().at(0).trouble, HasSubstr("before the log's keys were changed"))
        << "old is not hostile";
    auto forged = latest(2);
    auto const size = forged.find("\n12\n");
    if (size != forged.npos)
        forged.replace(size, 4, "\n13\n");
    else
        forged[forged.size() / 2] ^= 1;
    EXPECT_THAT(health_of({200, cors_, forged}).trouble, testing::Not(IsEmpty()));
    EXPECT_EQ(board_.health().at(0).edition, 0u);
}

// The mirror's log is what we know, and the newspaper's own is not: as when somebody else has the key.
TEST_F(HealthBoardTest, TellsOfALogThatIsSignedByOurKeyAndNotOurs)
{
    auto const newest = latest(2);
    for (auto const& [name, content] : test_vectors::mirror_files(1))
        if (name == "log/latest")
            ASSERT_TRUE(write_file_atomically(mirror_ / name, content, Durability::cached).ok());
    EXPECT_THAT(health_of({200, cors_, newest}).trouble, HasSubstr("somebody else signs with it"));

    write(2);
    for (auto const& [name, content] : test_vectors::mirror_files(2))
        if (name.starts_with("log/tile/0/"))
            ASSERT_TRUE(write_file_atomically(mirror_ / name, std::string(content.size(), 'x')).ok());
    EXPECT_THAT(health_of({200, cors_, newest}).trouble, HasSubstr("somebody else signs with it"));
}

TEST_F(HealthBoardTest, ForgetsMirrorsThatAreNotNamed)
{
    health_of({200, cors_, latest(2)});
    test::FakeClient client;
    board_.look({}, client, 2000);
    EXPECT_THAT(board_.health(), IsEmpty());
}

TEST_F(HealthBoardTest, TheOverviewTellsOfKeysAndPublishes)
{
    auto const overview = test::must(overview_of(mirror_));
    EXPECT_EQ(overview.edition, 2u);
    EXPECT_EQ(overview.size, 12u);
    EXPECT_EQ(overview.root_version, 2u);
    EXPECT_EQ(overview.threshold, 2u);
    EXPECT_EQ(overview.fingerprint,
        test_vectors::text(test_vectors::all().at("mirror").at("root_fingerprints").at(1)));
    EXPECT_EQ(overview.keys_since, "2026-11-27T23:00Z");
    ASSERT_THAT(overview.publishes, SizeIs(2));
    EXPECT_EQ(overview.publishes[0].edition, 2u);
    EXPECT_EQ(overview.publishes[1].slot, "2026-11-27T22:00Z");
    EXPECT_THAT(test::must(overview_of(mirror_, 1)).publishes, SizeIs(1));
    EXPECT_EQ(overview_of(folder_.path() / "nothing").error().code, ErrorCode::not_found);
}

} // namespace
} // namespace broadsheet::mirror
