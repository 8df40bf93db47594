// What the log's parsers refuse, each with the reason in its name.
#include "mirror/log/log_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

constexpr auto hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
constexpr auto secret = "AAAAAAAAAAAAAAAAAAAAAA==";

TEST(Refused, Notes)
{
    for (std::string const text : {"", "text\n", "text\n\n",
             "text\n\n\u2014 name AAAAAAA=", "text\n\n- name AAAAAAA=\n", "text\n\n\u2014 na me AAAAAAA=\n",
             "text\n\n\u2014 na+me AAAAAAA=\n", "text\n\n\u2014 name AAAA\n",
             "text\n\n\u2014 name AAAAAAB=\n", "te\txt\n\n\u2014 name AAAAAAA=\n",
             "te\xffxt\n\n\u2014 name AAAAAAA=\n", "text\n\n\u2014 name AAAAAAA=\n\n"})
        EXPECT_FALSE(Note::parse(text).ok()) << text;
    std::string many = "text\n\n";
    for (int number = 0; number < 33; ++number)
        many += "\u2014 name AAAAAAA=\n";
    EXPECT_EQ(Note::parse(many).error().code, ErrorCode::limit);
    EXPECT_EQ(Note::parse(std::string(70'000, 'x')).error().code, ErrorCode::limit);
}

TEST(Refused, Checkpoints)
{
    EXPECT_TRUE(Checkpoint::parse(fmt::format("origin\n5\n{}\n", hash)).ok());
    for (std::string const form :
        {"origin\n05\n{}\n", "origin\n-5\n{}\n", "origin\n5\n{}", "origin\n5\n{}\nmore\n", "\n5\n{}\n",
            "ori gin\n5\n{}\n", "origin\n5\nx{}\n", "origin\n9999999999999999999\n{}\n"})
        EXPECT_FALSE(Checkpoint::parse(fmt::format(fmt::runtime(form), hash)).ok()) << form;
}

TEST(Refused, Proofs)
{
    EXPECT_TRUE(TlogProof::parse("c2sp.org/tlog-proof@v1\nindex 0\n\nnote").ok());
    for (std::string const text :
        {"c2sp.org/tlog-proof@v2\nindex 0\n\nnote", "c2sp.org/tlog-proof@v1\nindex 01\n\nnote",
            "c2sp.org/tlog-proof@v1\n\nnote", "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nnote",
            "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote", "c2sp.org/tlog-proof@v1\nindex 0\n"})
        EXPECT_FALSE(TlogProof::parse(text).ok()) << text;
    std::string many = "c2sp.org/tlog-proof@v1\nindex 0\n";
    for (int number = 0; number < 64; ++number)
        many += fmt::format("{}\n", hash);
    EXPECT_FALSE(TlogProof::parse(many + "\nnote").ok());
}

TEST(Refused, ManifestLines)
{
    auto const line
        = [](std::string_view index, std::string_view slot, std::string_view type, std::string_view name) {
              return fmt::format("{} {} 5 {} {} {} {} {}", index, slot, type, hash, secret, secret, name);
          };
    EXPECT_TRUE(ManifestLine::parse(line("1", "2026-11-27T23:00Z", "text/html", "a b.html")).ok());
    EXPECT_FALSE(ManifestLine::parse(line("01", "2026-11-27T23:00Z", "text/html", "a")).ok());
    EXPECT_FALSE(ManifestLine::parse(line("1", "2026-11-27T23:00:01Z", "text/html", "a")).ok());
    EXPECT_FALSE(ManifestLine::parse(line("1", "2026-11-27T23:00Z", "html", "a")).ok());
    for (auto const* name : {"", "/a", "a/", "a//b", "../a", "a/./b", "a/..", "a\x01", "a\xff"})
        EXPECT_FALSE(ManifestLine::parse(line("1", "2026-11-27T23:00Z", "text/html", name)).ok()) << name;
    EXPECT_FALSE(parse_shard(line("1", "2026-11-27T23:00Z", "text/html", "a"), 0, 0).ok()) << "no line feed";
    auto const two = line("1", "2026-11-27T23:00Z", "text/html", "b") + "\n"
        + line("2", "2026-11-27T23:00Z", "text/html", "a") + "\n";
    EXPECT_FALSE(parse_shard(two, 0, 0).ok()) << "not sorted";
}

TEST(Refused, RootDocumentsThatTooFewHaveSigned)
{
    SeededRandom random(5);
    auto const one = SigningKey::make("root-1", KeyKind::note, random);
    auto const two = SigningKey::make("root-2", KeyKind::note, random);
    auto const thief = SigningKey::make("root-3", KeyKind::note, random);
    RootDocument root;
    root.origin = "lantern";
    root.threshold = 2;
    root.root_keys = {one.verifier(), two.verifier()};
    root.log_keys = {one.verifier()};
    Note first{root.text(), {}};
    first.sign(one);
    EXPECT_FALSE(check_chain(std::vector{first}).ok()) << "one of two";
    first.sign(one);
    EXPECT_FALSE(check_chain(std::vector{first}).ok()) << "the same one twice";
    first.sign(two);
    ASSERT_TRUE(check_chain(std::vector{first}).ok());

    // Who has stolen one key of two, and made others, cannot go on from here.
    root.version = 2;
    root.root_keys = {thief.verifier(), one.verifier()};
    root.log_keys = {thief.verifier()};
    Note stolen{root.text(), {}};
    stolen.sign(thief);
    stolen.sign(one);
    EXPECT_FALSE(check_chain(std::vector{first, stolen}).ok());
    // The owners of both, who throw the stolen one out, can.
    root.root_keys = {two.verifier()};
    root.threshold = 1;
    root.log_keys = {two.verifier()};
    Note rescued{root.text(), {}};
    rescued.sign(one);
    rescued.sign(two);
    EXPECT_TRUE(check_chain(std::vector{first, rescued}).ok());
    EXPECT_FALSE(check_chain(std::vector{rescued}).ok()) << "the chain begins with version 1";
    EXPECT_FALSE(check_chain(std::vector{first, first}).ok());
}

} // namespace
} // namespace broadsheet::mirror
