#include "admin/browser.h"
#include "base/file.h"
#include "mirror/folder.h"
#include "mirror/health_board.h"
#include "mirror/log_update.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"
#include "support/fake_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class MirrorPages : public testing::Test {
protected:
    MirrorPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }
    newsroom::MirrorList mirrors() { return must(newsroom::load_mirror_list(*connection_)); }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(MirrorPages, AddAMirrorInOneStepAndTakeItOffAgain)
{
    EXPECT_EQ(browser_.post("/admin/mirrors/add/", {{"address", " https://one.example/paper "}}).status, 303);
    EXPECT_THAT(mirrors(), ElementsAre("https://one.example/paper/"));
    EXPECT_THAT(body_of(browser_.get("/admin/mirrors/")),
        AllOf(HasSubstr("https://one.example/paper/</a>"), HasSubstr("Not looked at yet")));
    EXPECT_EQ(
        browser_.post("/admin/mirrors/remove/", {{"address", "https://one.example/paper/"}}).status, 303);
    EXPECT_THAT(mirrors(), IsEmpty());
}

TEST_F(MirrorPages, SayWhatIsWrongBesideItsFieldAndChangeNothing)
{
    browser_.post("/admin/mirrors/add/", {{"address", "https://one.example/"}});
    for (auto const* address : {"", "one.example", "ftp://one.example/", "https://one.example/?x",
             "https://one.example/", "https://editor:secret@two.example/", "http://127.0.0.1:8080/"}) {
        auto const refused = browser_.post("/admin/mirrors/add/", {{"address", address}});
        EXPECT_EQ(refused.status, 422) << address;
        EXPECT_THAT(body_of(refused), HasSubstr("id=\"mirrors-error\"")) << address;
    }
    EXPECT_THAT(mirrors(), ElementsAre("https://one.example/"));
}

TEST_F(MirrorPages, SayWhyTheMirrorDoesNotFollow)
{
    EXPECT_THAT(
        body_of(browser_.get("/admin/mirrors/")), Not(HasSubstr("The last build of the mirror failed")));
    must(newsroom::set_milestone(*connection_, newsroom::mirror_failed, {1, "it holds <another> mirror"}));
    EXPECT_THAT(body_of(browser_.get("/admin/mirrors/")),
        AllOf(
            HasSubstr("The last build of the mirror failed"), HasSubstr("it holds &lt;another&gt; mirror")));
    must(newsroom::set_milestone(*connection_, newsroom::mirror_failed, {1, ""}));
    EXPECT_THAT(
        body_of(browser_.get("/admin/mirrors/")), Not(HasSubstr("The last build of the mirror failed")));
}

// Editions that the newspaper has signed, and a mirror that got one of them last.
class LateMirror : public MirrorPages {
protected:
    void publish(std::uint64_t edition, std::string const& slot)
    {
        auto origin = must(mirror::Origin::open(data_, "The Lantern", newsroom_.random));
        auto folder = must(mirror::Folder::open(mirror_, origin.name));
        auto update = must(mirror::LogUpdate::open(origin, slot, newsroom_.random));
        must(update.publication().put("index.html", slot, "text/html"));
        must(update.finish(edition));
        must(mirror::copy_log(origin.log, folder));
        must(folder.finish());
    }
    void speak(std::string const& language)
    {
        auto account = must(newsroom_.accounts().all()).front();
        account.language = language;
        must(newsroom_.accounts().save(account));
    }
    // What the page says of the mirror, which has what is newest in the folder now, once these are signed
    // too.
    std::string said_after(std::vector<std::pair<std::uint64_t, std::string>> const& further)
    {
        auto const latest = must(read_file(mirror_ / "log/latest"));
        for (auto const& [edition, slot] : further)
            publish(edition, slot);
        test::FakeClient client([&](auto const&) -> Result<http::ClientResponse> {
            return http::ClientResponse{200, {{"Access-Control-Allow-Origin", "*"}}, latest};
        });
        board_.look({"https://one.example/"}, client, newsroom_.clock.now());
        newsroom_.make_handler(&board_);
        return body_of(browser_.get("/admin/mirrors/"));
    }

    std::filesystem::path data_ = newsroom_.folder.path() / "late-data";
    std::filesystem::path mirror_ = newsroom_.folder.path() / "late-mirror";
    mirror::HealthBoard board_{mirror_};
};

TEST_F(LateMirror, IsSaidToBeSoInWords)
{
    browser_.post("/admin/mirrors/add/", {{"address", "https://one.example/"}});
    publish(10, "2026-11-27T20:00Z");
    EXPECT_THAT(said_after({}), AllOf(HasSubstr("Well"), Not(HasSubstr("behind"))));
    EXPECT_THAT(said_after({{17, "2026-11-27T20:15Z"}}), HasSubstr("1 edition behind, by 15 minutes"));
    EXPECT_THAT(said_after({{18, "2026-11-27T21:00Z"}, {40, "2026-11-27T23:15Z"}}),
        HasSubstr("2 editions behind, by 3 hours"))
        << "of editions, those that were signed are counted";
    EXPECT_THAT(said_after({{41, "2026-12-01T00:00Z"}}), HasSubstr("1 edition behind, by 3 days"));
    speak("ru");
    EXPECT_THAT(said_after({{42, "2026-12-01T01:00Z"}, {43, "2026-12-01T02:00Z"}}),
        HasSubstr("отстаёт на 2 выпуска, на 2 часа"));
    std::vector<std::pair<std::uint64_t, std::string>> many;
    for (std::uint64_t more = 0; more < 25; ++more)
        many.emplace_back(100 + more, fmt::format("2026-12-02T{:02}:{:02}Z", more / 2, more % 2 * 30));
    speak("en");
    EXPECT_THAT(said_after(many), HasSubstr("20 editions behind, or more, by 34 hours"));
}

TEST_F(MirrorPages, AreForThoseWhoMaySetTheNewspaperUp)
{
    newsroom_.add(staff::Role::author);
    browser_.sign_in("author");
    EXPECT_EQ(browser_.get("/admin/mirrors/").status, 403);
    EXPECT_EQ(browser_.post("/admin/mirrors/add/", {{"address", "https://one.example/"}}).status, 403);
}

} // namespace

} // namespace broadsheet::admin
