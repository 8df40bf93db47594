#include "mirror/verify/file_proof.h"

#include "base/file.h"
#include "mirror/log/vectors.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;
using State = Verdict::State;

constexpr char const* name = "2014/05/harbour/index.html";

// One page of the small mirror of the test vectors, taken out of it with its proof.
class FileProofTest : public testing::Test {
protected:
    std::unique_ptr<Source> mirror(std::size_t edition)
    {
        auto const root = folder_.path() / std::to_string(edition);
        for (auto const& [file, content] : test_vectors::mirror_files(edition))
            EXPECT_TRUE(write_file_atomically(root / file, content, Durability::cached).ok());
        return open_folder(root).value();
    }
    std::string proof(std::size_t edition) { return prove_file(*mirror(edition), name).value().to_string(); }
    void write(std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(file_, content, Durability::cached).ok());
    }
    Verdict check(std::string_view text, VerifyOptions const& options = {}) const
    {
        auto const read = FileProof::parse(text);
        if (read.ok())
            return verify_file(file_, *read, options);
        Verdict malformed;
        malformed.state = State::bad;
        return malformed;
    }
    static std::string checkpoint(std::size_t edition)
    {
        return test_vectors::mirror_files(edition).at("log/checkpoint");
    }

    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "page";
    std::string content_ = test_vectors::mirror_files(2).at(name);
};

TEST_F(FileProofTest, ProvesAFileWithoutItsMirror)
{
    write(content_);
    auto const verdict = check(proof(2));
    EXPECT_EQ(verdict.state, State::good) << verdict.findings.at(0).reason;
    EXPECT_EQ(verdict.file->name, name);
    EXPECT_EQ(verdict.checkpoint->size, 12u);
    EXPECT_EQ(verdict.fingerprints.size(), 2u);
    EXPECT_EQ(prove_file(*mirror(2), "index.htm").error().code, ErrorCode::not_found);
}

TEST_F(FileProofTest, TheKeyThatTheReaderKnowsDecides)
{
    write(content_);
    auto const& mirror = test_vectors::all().at("mirror");
    auto const text = proof(2);
    for (auto const& print : mirror.at("root_fingerprints").as_array())
        EXPECT_EQ(check(text, {.key = test_vectors::text(print)}).state, State::good);
    EXPECT_EQ(check(text, {.key = test_vectors::text(mirror.at("log_keys").at(1))}).state, State::good);
    EXPECT_EQ(check(text, {.key = test_vectors::text(mirror.at("log_keys").at(0))}).state, State::bad);
    EXPECT_EQ(check(text, {.key = std::string(64, 'a')}).state, State::bad);
    EXPECT_EQ(check(text, {.quorum = 1}).state, State::bad);
}

TEST_F(FileProofTest, EveryByteOfTheFileAndOfTheProofCounts)
{
    auto const text = proof(2);
    for (std::size_t at = 0; at < content_.size(); ++at) {
        auto changed = content_;
        changed[at] = static_cast<char>(changed[at] ^ 1 << at % 8);
        write(changed);
        ASSERT_EQ(check(text).state, State::bad) << at;
    }
    for (auto const& other : {std::string(), content_ + "x", content_.substr(1)}) {
        write(other);
        EXPECT_EQ(check(text).state, State::bad) << other;
    }
    write(content_);
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ 1 << at % 8);
        ASSERT_EQ(check(changed).state, State::bad) << at;
    }
    for (auto const& other :
        {std::string(), text + "x", text + "\n", text.substr(0, text.size() - 1), text + text})
        EXPECT_EQ(check(other).state, State::bad);
    EXPECT_EQ(check(text).state, State::good);
}

TEST_F(FileProofTest, OfAnotherFileOrALogsHeadIsRefused)
{
    write(content_);
    EXPECT_EQ(check(prove_file(*mirror(2), "index.html").value().to_string()).state, State::bad);
    EXPECT_FALSE(FileProof::parse(test_vectors::mirror_files(2).at("log/latest")).ok());
    auto mixed = prove_file(*mirror(2), name).value();
    mixed.hashes.pop_back();
    EXPECT_EQ(check(mixed.to_string()).state, State::bad);
    mixed = prove_file(*mirror(2), name).value();
    mixed.checkpoint = Note::parse(checkpoint(1)).value();
    EXPECT_EQ(check(mixed.to_string()).state, State::bad);
    mixed = prove_file(*mirror(2), name).value();
    mixed.line.name = "another.html";
    EXPECT_EQ(check(mixed.to_string()).state, State::bad);
    std::filesystem::remove(file_);
    EXPECT_EQ(check(proof(2)).state, State::unknown) << "nothing is said of what is not there";
}

TEST_F(FileProofTest, WhatWasSeenBeforeTellsWhatIsOld)
{
    write(content_); // the same in both editions
    auto const text = proof(1);
    EXPECT_EQ(check(text, {.since = checkpoint(1)}).state, State::good);
    EXPECT_EQ(check(text, {.since = checkpoint(2)}).state, State::stale);
    EXPECT_EQ(check(proof(2), {.since = checkpoint(1)}).state, State::unknown);

    auto forked = Checkpoint::parse(Note::parse(checkpoint(1)).value().text).value();
    forked.root = hash_of("fork");
    EXPECT_EQ(check(text, {.since = forked.text()}).state, State::bad);
    forked.origin = "another.example/log";
    EXPECT_EQ(check(text, {.since = forked.text()}).state, State::bad);
}

TEST_F(FileProofTest, ANewerMirrorTellsWhetherItIsStillPublished)
{
    auto const newer = mirror(2);
    auto const ask = [&](std::string const& file) {
        write(test_vectors::mirror_files(1).at(file));
        auto const text = prove_file(*mirror(1), file).value().to_string();
        return check(text, {.since = checkpoint(2), .newer = newer.get()});
    };
    EXPECT_EQ(ask(name).state, State::good);
    auto const taken_back = ask("2014/05/strike/index.html");
    EXPECT_EQ(taken_back.state, State::stale);
    EXPECT_EQ(taken_back.stale_because, "the newspaper does not publish it any more");
    auto const changed = ask("index.html");
    EXPECT_EQ(changed.state, State::stale);
    EXPECT_EQ(changed.stale_because, "another one was published 2026-11-27T23:00Z");
    EXPECT_TRUE(changed.is_proven_older);
}

} // namespace
} // namespace broadsheet::mirror
