// A log whose key lies elsewhere, and witnesses: what is asked, refused, signed and taken in.
#include "mirror/sign_request.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/build.h"
#include "mirror/key_change.h"
#include "mirror/log_update.h"
#include "mirror/own_mirror.h"
#include "mirror/verify/verify.h"
#include "mirror/waiting_head.h"
#include "site/newspaper.h"
#include "places.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t now = 1'795'000'000; // seconds

// What lies beside a key on a machine of its own.
struct Signer {
    SigningKey key;
    std::optional<Checkpoint> last = {};

    Result<SignAnswer> sign(std::string_view bytes)
    {
        auto const request = TRY(SignRequest::parse(bytes));
        TRY(check_follows(request, last));
        last = request.checkpoint;
        return SignAnswer::parse(answer_to(request, key, now));
    }
};

class SignedElsewhere : public testing::Test {
protected:
    SignedElsewhere()
    {
        publish("first");
        build();
        // The key leaves the serving machine.
        signer_.emplace(Signer{test::must(read_key_file(log_key_file(data_)))});
        std::filesystem::remove(log_key_file(data_));
        signer_->last = LogFolder::open(log_folder(data_))->head()->checkpoint;
    }
    Origin origin() { return test::must(Origin::open(data_, "The Lantern", random_)); }
    Result<BuildReport> try_build(bool all = false)
    {
        auto from = origin();
        return mirror::build(site_, store_, from, random_,
            {.to = mirror_, .threads = 1, .slot = "2026-11-27T23:00Z", .all = all, .further = {}, .progress = {}});
    }
    BuildReport build(bool all = false) { return test::must(try_build(all)); }
    void publish(std::string const& slug) { newspaper_.save(newspaper_.draft(slug, slug)); }
    std::string request()
    {
        auto const head = test::must(WaitingHead::read(log_folder(data_)));
        return head ? test::must(request_of(*head, log_folder(data_))).to_string() : "none waits";
    }
    // Returns whether the edition is ready for readers.
    Result<bool> take(SignAnswer const& answer)
    {
        return TRY(take_signatures(origin(), answer)) ? put_signed(mirror_, origin()) : Result<bool>(false);
    }
    void expect_good(VerifyOptions const& options = {}) const
    {
        auto const verdict = verify(*open_folder(mirror_).value(), options);
        for (auto const& [name, reason] : verdict.findings)
            ADD_FAILURE() << name << ": " << reason;
        EXPECT_EQ(verdict.state, Verdict::State::good) << verdict.stale_because;
    }
    // All that a reader or a copy of the folder can come upon.
    std::map<std::string, std::string> shown() const
    {
        std::map<std::string, std::string> files;
        test::must(for_each_file(mirror_, [&](std::filesystem::path const& file) -> Result<void> {
            auto const name = file.lexically_relative(mirror_).generic_string();
            if (!name.starts_with(".broadsheet-"))
                files[name] = TRY(read_file(file));
            return {};
        }));
        return files;
    }
    // Adopts a root document with these witnesses, signed by the root key, which is the log's.
    void ask_witnesses(std::vector<VerifierKey> const& witnesses, std::uint64_t quorum)
    {
        auto root = test::must(newest_root(data_));
        ++root.version;
        root.witness_keys = witnesses;
        root.witnesses = quorum;
        Note note{root.text(), {}};
        note.sign(signer_->key);
        ASSERT_TRUE(adopt_root(data_, note, {}).ok());
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    media::MediaStore store_{folder_.path() / "media", "/nowhere"};
    SeededRandom random_{7};
    test::Newspaper newspaper_;
    site::Site site_{*newspaper_.database, newspaper_.clock, test::must(site::Theme::built_in())};
    std::optional<Signer> signer_;
};

TEST_F(SignedElsewhere, AnEditionWaitsForItsSignatureAndIsShownThen)
{
    for (auto const* slug : {"second", "third"}) {
        auto const before = shown();
        publish(slug);
        auto const report = build();
        EXPECT_TRUE(report.is_waiting);
        EXPECT_FALSE(report.is_published);
        EXPECT_EQ(shown(), before);
        expect_good();
        EXPECT_EQ(try_build().error().code, ErrorCode::conflict) << "what was handed out is not built over";
        EXPECT_EQ(shown(), before);
        EXPECT_TRUE(OwnMirror::open(mirror_, log_folder(data_)).ok()) << "it may still be copied";
        EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
        expect_good();
        EXPECT_TRUE(shown().contains(fmt::format("{}/index.html", slug)));
        EXPECT_TRUE(OwnMirror::open(mirror_, log_folder(data_)).ok());
        for (auto const& folder : {mirror_, log_folder(data_)})
            EXPECT_FALSE(std::filesystem::exists(folder / StagedFiles::waiting_name)) << folder;
    }
    EXPECT_LT(build().rendered, 20u) << "the folder goes on from what waited";
}

TEST_F(SignedElsewhere, WhatIsWithdrawnGoesWithTheSignature)
{
    auto article = newspaper_.draft("gone", "Gone");
    article.number = newspaper_.save(article);
    for (bool const builds_all : {false, true}) {
        article.status = newsroom::Status::published;
        newspaper_.save(article);
        build(builds_all);
        EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
        ASSERT_TRUE(shown().contains("gone/index.html"));
        article.status = newsroom::Status::withdrawn;
        newspaper_.save(article);
        build(builds_all);
        EXPECT_TRUE(shown().contains("gone/index.html"));
        expect_good();
        EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
        EXPECT_FALSE(shown().contains("gone/index.html"));
        EXPECT_FALSE(std::filesystem::exists(mirror_ / "gone"));
        expect_good();
    }
}

TEST_F(SignedElsewhere, ASignatureThatComesForAnotherFolderIsMadeUpForByTheNextBuild)
{
    auto const before = shown();
    publish("second");
    build();
    EXPECT_TRUE(test::must(take_signatures(origin(), test::must(signer_->sign(request())))));
    EXPECT_FALSE(test::must(put_signed(folder_.path() / "another", origin())));
    EXPECT_EQ(shown(), before);
    expect_good();
    EXPECT_LT(build().rendered, 20u) << "what was set aside is put in place";
    EXPECT_TRUE(shown().contains("second/index.html"));
    expect_good();
}

TEST_F(SignedElsewhere, AFolderThatWasEmptyStaysSoUntilTheSignature)
{
    std::filesystem::remove_all(mirror_);
    publish("second");
    build();
    EXPECT_THAT(shown(), testing::IsEmpty());
    EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
    expect_good();
}

TEST_F(SignedElsewhere, WhatNobodyWillSignAnyMoreIsDropped)
{
    auto const data_before = folder_.path() / "before";
    std::filesystem::copy(data_, data_before, std::filesystem::copy_options::recursive);
    publish("second");
    build();
    // The log comes from a backup that is older than the edition.
    std::filesystem::remove_all(data_);
    std::filesystem::copy(data_before, data_, std::filesystem::copy_options::recursive);
    publish("third");
    build();
    EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
    EXPECT_TRUE(shown().contains("second/index.html"));
    EXPECT_TRUE(shown().contains("third/index.html"));
    expect_good();
}

TEST_F(SignedElsewhere, NothingIsSignedWhoseFilesAreGone)
{
    publish("second");
    build();
    auto const answer = test::must(signer_->sign(request()));
    std::filesystem::remove_all(log_folder(data_) / StagedFiles::waiting_name);
    EXPECT_THAT(take(answer).error().message, HasSubstr("put"));
    expect_good();
}

TEST_F(SignedElsewhere, TheSameCanBeSignedAgainWhenTheAnswerIsLost)
{
    publish("second");
    build();
    test::must(signer_->sign(request()));
    EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
    expect_good();
}

TEST_F(SignedElsewhere, WhatDoesNotGoOnFromTheLastIsNotSigned)
{
    auto const data_before = folder_.path() / "before";
    std::filesystem::copy(data_, data_before, std::filesystem::copy_options::recursive);
    publish("second");
    build();
    auto const good = test::must(SignRequest::parse(request()));
    auto const refused = [&](SignRequest const& request, std::string_view why) {
        auto const checked = check_follows(request, signer_->last);
        ASSERT_FALSE(checked.ok()) << why;
        EXPECT_EQ(checked.error().code, ErrorCode::conflict);
        EXPECT_THAT(checked.error().message, HasSubstr(std::string(why)));
    };
    ASSERT_FALSE(good.proof.empty());
    auto forked = good;
    forked.checkpoint.root.bytes[0] ^= 1;
    refused(forked, "does not begin with what was signed before");
    forked = good;
    forked.proof.pop_back();
    refused(forked, "does not begin with what was signed before");
    auto other = good;
    other.checkpoint.origin = "another/log";
    refused(other, "a key is for one log");
    auto from_elsewhere = good;
    from_elsewhere.old_size = 0;
    from_elsewhere.proof.clear();
    refused(from_elsewhere, "goes on from 0 leaves");
    EXPECT_TRUE(check_follows(from_elsewhere, {}).ok()) << "unless nothing was signed yet";
    auto older = good;
    older.checkpoint.size = signer_->last->size;
    refused(older, "it is older, or another log");

    // The log was lost, came back from a backup, and went another way.
    EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
    std::filesystem::remove_all(data_);
    std::filesystem::copy(data_before, data_, std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(mirror_);
    publish("third");
    build();
    EXPECT_FALSE(signer_->sign(request()).ok());
}

TEST_F(SignedElsewhere, ASignatureForAnotherEditionOrByAStrangerIsNotTakenIn)
{
    publish("second");
    build();
    Signer stranger{SigningKey::make("stranger", KeyKind::note, random_)};
    auto const by_stranger
        = SignAnswer::parse(answer_to(test::must(SignRequest::parse(request())), stranger.key, now));
    EXPECT_THAT(take(test::must(by_stranger)).error().message, HasSubstr("none of the keys"));
    auto without_minisign = test::must(signer_->sign(request()));
    without_minisign.minisign_signature.clear();
    EXPECT_THAT(take(without_minisign).error().message, HasSubstr("minisign"));
    auto const answer = test::must(signer_->sign(request()));
    EXPECT_TRUE(test::must(take(answer)));
    EXPECT_EQ(take(answer).error().code, ErrorCode::not_found) << "nothing waits";
    publish("third");
    build();
    EXPECT_THAT(take(answer).error().message, HasSubstr("another checkpoint"));
}

TEST_F(SignedElsewhere, WitnessesCosignWhatTheLogHasSigned)
{
    Signer one{SigningKey::make("witness-1", KeyKind::cosignature, random_)};
    Signer two{SigningKey::make("witness-2", KeyKind::cosignature, random_)};
    ask_witnesses({one.key.verifier(), two.key.verifier()}, 2);
    publish("second");
    build();
    one.last = two.last = signer_->last;
    EXPECT_FALSE(test::must(take(test::must(signer_->sign(request()))))) << "the log's own alone";
    auto const to_witnesses = request();
    auto const asked = test::must(SignRequest::parse(to_witnesses));
    Note const note{asked.checkpoint.text(), asked.signatures};
    EXPECT_EQ(test::must(note.signers(std::vector{signer_->key.verifier()})).size(), 1u);
    EXPECT_FALSE(test::must(take(test::must(one.sign(to_witnesses)))));
    EXPECT_FALSE(shown().contains("second/index.html"));
    expect_good();
    EXPECT_TRUE(test::must(take(test::must(two.sign(to_witnesses)))));
    expect_good({.witnesses = {one.key.verifier()}, .quorum = 1, .threads = 1});
    Signer stranger{SigningKey::make("witness-3", KeyKind::cosignature, random_)};
    auto const verdict = verify(*open_folder(mirror_).value(),
        {.witnesses = {one.key.verifier(), stranger.key.verifier()}, .quorum = 2, .threads = 1});
    EXPECT_EQ(verdict.state, Verdict::State::bad);
}

TEST_F(SignedElsewhere, KeysThatChangeWhileAnEditionWaitsHoldFromTheNextOn)
{
    publish("second");
    build();
    Signer next{test::must([&]() -> Result<SigningKey> {
        TRY(make_key_file(folder_.path() / "next", signer_->key.verifier().name, KeyKind::note, random_));
        return read_key_file(folder_.path() / "next");
    }())};
    auto root = test::must(newest_root(data_));
    ++root.version;
    root.log_keys = {next.key.verifier()};
    Note note{root.text(), {}};
    note.sign(signer_->key);
    ASSERT_TRUE(adopt_root(data_, note, {}).ok());

    next.last = signer_->last;
    EXPECT_FALSE(take(test::must(next.sign(request()))).ok()) << "no reader knows this key yet";
    EXPECT_TRUE(test::must(take(test::must(signer_->sign(request())))));
    expect_good();
    publish("third");
    EXPECT_TRUE(build().is_waiting);
    next.last = signer_->last;
    EXPECT_FALSE(take(test::must(signer_->sign(request()))).ok()) << "it has signed its last";
    EXPECT_TRUE(test::must(take(test::must(next.sign(request())))));
    expect_good();
}

TEST_F(SignedElsewhere, ABuildThatWasCutOffBeforeItsFolderIsMadeUpLater)
{
    publish("second");
    auto const before = folder_.path() / "mirror-before";
    std::filesystem::copy(mirror_, before, std::filesystem::copy_options::recursive);
    build();
    std::filesystem::remove_all(mirror_);
    std::filesystem::rename(before, mirror_);
    EXPECT_FALSE(test::must(take(test::must(signer_->sign(request())))));
    EXPECT_FALSE(build().is_waiting) << "all that is in the log is signed";
    expect_good();
}

TEST(SignRequest, IsReadAsItIsWritten)
{
    SeededRandom random{3};
    auto const key = SigningKey::make("lantern", KeyKind::note, random);
    SignRequest request{7, {hash_of("a"), hash_of("b")}, {"lantern", 12, hash_of("root")}, {}};
    for (int round = 0; round < 2; ++round) {
        auto const read = test::must(SignRequest::parse(request.to_string()));
        EXPECT_EQ(read.to_string(), request.to_string());
        EXPECT_EQ(read.checkpoint, request.checkpoint);
        Note note{request.checkpoint.text(), {}};
        note.sign(key);
        request.signatures = note.signatures;
    }
}

TEST(SignRequest, OtherFormsAreRefused)
{
    std::string const good = "old 0\n\nlantern\n12\n" + hash_of("root").base64() + "\n";
    ASSERT_TRUE(SignRequest::parse(good).ok());
    std::string hashes;
    for (int count = 0; count < 64; ++count)
        hashes += hash_of("a").base64() + "\n";
    for (auto const& bad : {std::string(), std::string("old 0\n"), std::string("old 0\n\n"),
             std::string("old -1\n\n"), "new" + good.substr(3), "old 00" + good.substr(5),
             good.substr(0, good.size() - 1), good + "more\n", "old 0\nbm8=\n" + good.substr(6),
             "old 0\n" + hashes + good.substr(6), good + "\n\u2014 lantern bm8=\n"})
        EXPECT_FALSE(SignRequest::parse(bad).ok()) << bad;
}

std::string case_file(std::string const& name)
{
    return test::must(
        read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/mirror" / name));
}

TEST(SignRequest, IsForTheLogOrForAWitness)
{
    EXPECT_EQ(test::must(SignRequest::parse(case_file("sign-request.txt"))).signatures.size(), 0u);
    EXPECT_EQ(test::must(SignRequest::parse(case_file("sign-request-of-witness.txt"))).signatures.size(), 2u);
}

TEST(SignAnswer, OtherFormsAreRefused)
{
    auto const good = case_file("sign-answer.txt");
    auto const answer = test::must(SignAnswer::parse(good));
    EXPECT_EQ(answer.minisign_signature.size(), 64u);
    auto const end = good.find("untrusted comment: ");
    auto const note = good.substr(0, end);
    auto const minisign = good.substr(end);
    EXPECT_EQ(test::must(SignAnswer::parse(note)).minisign_signature, "") << "a witness's has none";

    auto const text = Note::parse(note).value().text;
    auto const without_last_line = minisign.substr(0, minisign.rfind('\n', minisign.size() - 2) + 1);
    for (auto const& bad : {std::string(), std::string("\n"), text, minisign, minisign + note,
             note.substr(0, note.size() - 1), "more\n" + note, text + "more\n" + note.substr(text.size()),
             note + "\u2014 lantern bm8=\n", note + "more\n", note + without_last_line,
             note + without_last_line + "bm8=\n", good.substr(0, good.size() - 1) + "!\n", good + "more\n",
             good + minisign, note + std::string(NoteLimits().bytes, 'a') + "\n"})
        EXPECT_FALSE(SignAnswer::parse(bad).ok()) << bad.substr(0, 2'000);
}

} // namespace
} // namespace broadsheet::mirror
