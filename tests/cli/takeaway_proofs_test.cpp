// Editions to take away and their proofs, through builds as an operator makes them.
#include "base/file.h"
#include "cli/program.h"
#include "support/database.h"

#include <fstream>
#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class TakeawayProofs : public testing::TestWithParam<db::Dialect> {
protected:
    TakeawayProofs()
    {
        if (GetParam() == db::Dialect::postgres)
            database_.emplace(GetParam(), test::Schema::empty);
        done({"init", "--title", "The Lantern"});
    }

    // The arguments of a command about this newspaper.
    std::vector<std::string> of(std::vector<std::string> const& command) const
    {
        std::vector<std::string> all{"--data", data_.string()};
        if (database_)
            all.insert(all.end(), {"--database", database_->url()});
        all.insert(all.end(), command.begin(), command.end());
        return all;
    }
    test::Outcome run(std::vector<std::string> const& command) const { return test::run(of(command)); }
    std::string done(std::vector<std::string> const& command) const
    {
        auto const outcome = run(command);
        EXPECT_EQ(outcome.exit_code, 0) << command.front() << ": " << outcome.output;
        return outcome.output;
    }
    std::string build() const { return done({"mirror", "build", "--to", mirror_.string()}); }
    void build_and_sign_elsewhere() const
    {
        auto const outcome = run({"mirror", "build", "--to", mirror_.string()});
        EXPECT_EQ(outcome.exit_code, 1) << "it waits: " << outcome.output;
        auto const request = folder_.path() / "request";
        done({"mirror", "request", request.string()});
        auto const answer = folder_.path() / "answer";
        std::vector<std::string> sign{
            "sign", request.string(), "--key", key_.string(), "--to", answer.string()};
        if (!fs::exists(key_.string() + ".signed"))
            sign.insert(sign.end(), {"--since", (mirror_ / "log/checkpoint").string()});
        done(sign);
        done({"mirror", "take-signature", "--to", mirror_.string(), answer.string()});
    }
    void put(std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(edition_, content, Durability::cached).ok());
    }
    bool has_proof(fs::path const& edition) const { return fs::exists(edition.string() + ".proof"); }
    test::Outcome verify(fs::path const& what) const { return test::run({"verify", what.string()}); }

    test::TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "paper";
    fs::path mirror_ = folder_.path() / "mirror";
    fs::path edition_ = data_ / "takeaway/lantern.zim";
    fs::path published_ = mirror_ / "takeaway/lantern.zim";
    fs::path key_ = folder_.path() / "log.key";
    std::optional<test::TestDatabase> database_;
};

ON_BOTH_DATABASES(TakeawayProofs);

TEST_P(TakeawayProofs, AreNeverOfTheFormerEditionWhereTheKeyIsElsewhere)
{
    put("an archive");
    build();
    EXPECT_EQ(verify(published_).exit_code, 0);
    fs::rename(data_ / "keys/log.key", key_);

    put("another archive");
    build_and_sign_elsewhere();
    EXPECT_EQ(read_file(published_).value(), "another archive");
    EXPECT_FALSE(has_proof(published_));
    EXPECT_FALSE(has_proof(edition_));
    EXPECT_EQ(verify(mirror_).exit_code, 0);

    build_and_sign_elsewhere();
    EXPECT_EQ(verify(published_).exit_code, 0) << "proven by the build after the signature";
    EXPECT_EQ(verify(edition_).exit_code, 0);
}

TEST_P(TakeawayProofs, AreTakenFromTheNewspapersOwnLog)
{
    put("an archive");
    build();
    std::ofstream(mirror_ / "log/latest") << "damaged";
    fs::remove(edition_.string() + ".proof");
    done({"mirror", "build", "--all", "--to", mirror_.string()});
    EXPECT_EQ(verify(mirror_).exit_code, 0) << "the mirror was mended";
    EXPECT_EQ(verify(published_).exit_code, 0);

    std::ofstream(data_ / "log/latest") << "damaged";
    auto const refused = run({"mirror", "build", "--to", mirror_.string()});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.output, HasSubstr("Put it back from a backup, or from the newest mirror"));
    fs::copy(mirror_ / "log/latest", data_ / "log/latest", fs::copy_options::overwrite_existing);
    build();
    EXPECT_EQ(verify(mirror_).exit_code, 0);
}

TEST_P(TakeawayProofs, AndTheServerMakesADamagedMirrorAnew)
{
    put("an archive");
    build();
    std::ofstream(mirror_ / "log/latest") << "damaged";
    {
        test::Program server(
            of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", "", "--mirror", mirror_.string()}));
        EXPECT_TRUE(server.wait_for("the mirror has edition ")) << server.output();
    }
    EXPECT_EQ(verify(mirror_).exit_code, 0);
}

TEST_P(TakeawayProofs, AreDroppedWhenTheirEditionIsMadeAgain)
{
    auto const articles = folder_.path() / "articles";
    fs::create_directories(articles);
    std::ofstream(articles / "first.md")
        << "---\ntitle: First\nslug: first\nlanguage: en\ndate: 2026-01-01\n---\nText\n";
    done({"import", "markdown", articles.string()});
    fs::create_directories(edition_.parent_path());
    auto const book = edition_.parent_path() / "week.epub";
    auto const text = edition_.parent_path() / "text.zip";
    done({"takeaway", "epub", "--to", book.string()});
    done({"takeaway", "zim", "--to", edition_.string()});
    done({"takeaway", "text", "--to", text.string()});
    build();
    std::ofstream(articles / "first.md", std::ios::app) << "\nMore text\n";
    done({"import", "markdown", articles.string()});
    for (auto const& [kind, file] :
        {std::pair("epub", book), std::pair("zim", edition_), std::pair("text", text)}) {
        EXPECT_EQ(verify(file).exit_code, 0) << kind;
        EXPECT_EQ(run({"takeaway", kind, "--to", file.string()}).exit_code, 2) << "it is there";
        done({"takeaway", kind, "--to", file.string(), "--force"});
        EXPECT_FALSE(has_proof(file)) << kind;
    }
}

TEST_P(TakeawayProofs, AreToldWithTheBuildThatHasThem)
{
    put("an archive");
    build();
    put("another archive");
    EXPECT_THAT(build(), HasSubstr("files: 1 new, 1 changed")) << "the proof and the edition";
    EXPECT_THAT(build(), Not(HasSubstr("Signed:")));
}

} // namespace

} // namespace broadsheet::cli
