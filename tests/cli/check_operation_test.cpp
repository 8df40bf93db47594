#include "cli/check_operation.h"

#include "base/file.h"
#include "cli/finding_matcher.h"
#include "db/jobs.h"
#include "db/transaction.h"
#include "mail/configuration.h"
#include "newsroom/articles.h"
#include "newsroom/milestones.h"
#include "newsroom/newsletters.h"
#include "site/search/search_index.h"
#include "support/database.h"
#include "text/dates.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t day = 86'400'000;

// Of lantern.example, signed by itself, until 25 November 2036. Its key is kept nowhere.
constexpr std::string_view certificate = R"(-----BEGIN CERTIFICATE-----
MIIBiDCCAS+gAwIBAgIUXOaz0yrrHT2i5zYhXrhTfHiSLgMwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPbGFudGVybi5leGFtcGxlMB4XDTI2MTEyODA4MTQxMFoXDTM2
MTEyNTA4MTQxMFowGjEYMBYGA1UEAwwPbGFudGVybi5leGFtcGxlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEvuQqTEvTBvEuRruOeltMVX/LNLw2sPBQ6WVQd2YT
nLcWtBg54BlN/HKw5vXmn4PfB4ZZjS9Yxqnh1+O1qu6NjKNTMFEwHQYDVR0OBBYE
FAVT5GQlJ+5AVPd1T+P7vIRprlytMB8GA1UdIwQYMBaAFAVT5GQlJ+5AVPd1T+P7
vIRprlytMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgNPwuUQ08
jGlMraZuaTGZ7oOBrePxU1KAZ+W/ddeC368CIF3R/wbkkIfj+OgbjHJdaZj+ahJz
6Pky/6iEg7cNgbqg
-----END CERTIFICATE-----
)";

class CheckOperation : public test::DatabaseTest {
protected:
    void fail_a_job(std::string_view kind, std::string_view reason)
    {
        db::JobQueue jobs(connection_, clock_, random_);
        must(jobs.add(kind, "{}"));
        auto const job = must(jobs.claim({std::string(kind)}, 1'000));
        must(jobs.fail(job.value(), invalid(std::string(reason)), 1));
    }

    void publish(std::string const& slug)
    {
        newsroom::Article article;
        article.slug = article.title = slug;
        article.language = "en";
        article.status = newsroom::Status::published;
        article.published_at = clock_.now();
        must(newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::Articles::save(change, article); }));
    }

    std::vector<Finding> certificate_findings(std::filesystem::path const& file)
    {
        Findings findings;
        check_certificate(file, clock_, findings);
        return findings.all();
    }

    std::vector<Finding> search_findings()
    {
        Findings findings;
        must(check_search_index(folder_.path() / "search.db", connection_, findings));
        return findings.all();
    }

    std::vector<Finding> backup_findings()
    {
        Findings findings;
        must(check_backup(connection_, clock_, findings));
        return findings.all();
    }

    test::TemporaryFolder folder_;
    Findings findings_;
};
ON_BOTH_DATABASES(CheckOperation);

TEST_P(CheckOperation, SaysThatNewslettersWouldNotLeaveOrNotBeBelieved)
{
    auto const findings = [&] {
        Findings found;
        must(check_newsletters(connection_, found));
        return found.all();
    };
    EXPECT_THAT(findings(), IsEmpty());
    newsroom::Newsletter weekly;
    weekly.slug = "weekly";
    weekly.name = "Weekly";
    weekly.language = "en";
    weekly.status = newsroom::Newsletter::Status::open;
    weekly.sender_name = "The Lantern";
    weekly.sender_address = "letters@lantern.example";
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return newsroom::Newsletters::save(change, weekly); }));
    EXPECT_THAT(findings(),
        ElementsAre(is(Health::warning, "no key signs mail from letters@lantern.example"),
            is(Health::warning, "no mail relay is set")));
    must(db::transaction(connection_, db::Access::write, [&]() -> Result<void> {
        TRY(mail::save_relay(connection_, must(mail::parse_relay("smtp://127.0.0.1:25"))));
        TRY(mail::add_dkim_key(connection_,
            must(mail::DkimKey::make("lantern.example", "s1", mail::DkimAlgorithm::ed25519)), clock_.now()));
        TRY(mail::activate_dkim_key(connection_, "lantern.example", "s1", true));
        return {};
    }));
    EXPECT_THAT(findings(), ElementsAre(is(Health::warning, "a mail relay is set, and no sender")));
    must(db::transaction(connection_, db::Access::write,
        [&] { return mail::set_sender(connection_, "The Lantern", "letters@lantern.example"); }));
    EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(CheckOperation, NamesEachJobThatFailedWithItsReason)
{
    must(check_jobs(connection_, {}, findings_));
    EXPECT_THAT(findings_.all(), IsEmpty());
    fail_a_job("mirror.push", "the bucket refuses the key");
    clock_.advance(1'000);
    fail_a_job("webhook", "no answer");
    must(check_jobs(connection_, {}, findings_));
    EXPECT_THAT(findings_.all(),
        ElementsAre(is(Health::warning, "\"webhook\" failed for good at 2023-11-14T22:13:21Z: no answer"),
            is(Health::warning,
                "\"mirror.push\" failed for good at 2023-11-14T22:13:20Z: the bucket refuses the key")));
    EXPECT_THAT(findings_.all().front().advice, HasSubstr("/admin/"));
}

TEST_P(CheckOperation, SaysWhyTheMirrorDoesNotFollow)
{
    auto const log = folder_.path() / "log";
    auto const of_mirror = [&] {
        Findings findings;
        must(check_mirror(log, connection_, findings));
        return findings.all();
    };
    EXPECT_THAT(of_mirror(), IsEmpty());
    must(newsroom::set_milestone(
        connection_, newsroom::mirror_failed, {clock_.now(), "it holds another mirror"}));
    EXPECT_THAT(of_mirror(),
        ElementsAre(is(Health::bad, "since 2023-11-14 the mirror cannot be built: it holds another mirror")));
    must(newsroom::set_milestone(connection_, newsroom::mirror_failed, {clock_.now(), ""}));
    EXPECT_THAT(of_mirror(), IsEmpty());
}

TEST_P(CheckOperation, CountsTheJobsItDoesNotName)
{
    for (int i = 0; i < 12; ++i)
        fail_a_job("webhook", "no answer");
    must(check_jobs(connection_, {}, findings_));
    ASSERT_THAT(findings_.all(), SizeIs(11));
    EXPECT_THAT(findings_.all().back(), is(Health::warning, "before them, jobs that failed for good: 2"));
}

TEST_P(CheckOperation, SaysHowOldTheNewestBackupIs)
{
    EXPECT_THAT(backup_findings(), ElementsAre(is(Health::warning, "no backup was made yet")));
    must(newsroom::set_milestone(connection_, newsroom::backup_made, {clock_.now(), "paper.tar.zst"}));
    clock_.advance(7 * day);
    EXPECT_THAT(backup_findings(), ElementsAre(is(Health::good, "is of 2023-11-14: paper.tar.zst")));
    clock_.advance(day);
    EXPECT_THAT(backup_findings(), ElementsAre(is(Health::warning, "is of 2023-11-14")));
}

TEST_P(CheckOperation, KnowsWhetherTheSearchIndexIsUpToDate)
{
    auto const file = folder_.path() / "search.db";
    EXPECT_THAT(search_findings(), ElementsAre(is(Health::warning, "there is no search index yet")));
    EXPECT_FALSE(std::filesystem::exists(file)) << "looking makes none";
    publish("one");
    auto const index = must(site::SearchIndex::open(file, *database_, clock_));
    must(index->update());
    EXPECT_THAT(search_findings(), ElementsAre(is(Health::good, "knows all that is published")));
    publish("two");
    publish("three");
    EXPECT_THAT(search_findings(), ElementsAre(is(Health::warning, "has 2 changed articles to take in")));
    must(write_file_atomically(file, std::string(10'000, 'x')));
    EXPECT_THAT(search_findings(), ElementsAre(is(Health::warning, "cannot be used")));
}

TEST_P(CheckOperation, SaysWhenTheCertificateEnds)
{
    auto const file = folder_.path() / "certificate.pem";
    must(write_file_atomically(file, certificate));
    EXPECT_THAT(certificate_findings({}), IsEmpty());
    EXPECT_THAT(certificate_findings(folder_.path() / "none.pem"), ElementsAre(is(Health::bad, "none.pem")));
    auto const end = must(text::parse_iso("2036-11-25T08:14:10Z"));
    clock_.advance(end - 30 * day - clock_.now());
    EXPECT_THAT(certificate_findings(file), ElementsAre(is(Health::good, "valid until 2036-11-25")));
    clock_.advance(20 * day);
    EXPECT_THAT(
        certificate_findings(file), ElementsAre(is(Health::warning, "ends on 2036-11-25, which is soon")));
    clock_.advance(10 * day);
    EXPECT_THAT(certificate_findings(file), ElementsAre(is(Health::bad, "ended on 2036-11-25")));
    must(write_file_atomically(file, "no certificate"));
    EXPECT_THAT(certificate_findings(file), ElementsAre(is(Health::bad, "certificate.pem")));
}

} // namespace

} // namespace broadsheet::cli
