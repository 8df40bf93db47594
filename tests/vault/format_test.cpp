// docs/vault.md holds in both directions, and another program opens the vault with nothing but that.
#include "vault/vault_fixture.h"

#include "base/encoding.h"
#include "base/file.h"
#include "places.h"
#include "vault/recovery_code.h"

#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <sstream>

namespace broadsheet::vault {

namespace {

using testing::ElementsAre;

std::string const document = BROADSHEET_SOURCE_DIR "/docs/vault.md";

std::string judge(std::string const& arguments)
{
    auto const command
        = fmt::format("/usr/bin/python3 '{}/tests/vault/judge.py' {} 2>&1", BROADSHEET_SOURCE_DIR, arguments);
    auto* const pipe = ::popen(command.c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        output += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? output : "failed: " + output;
}

std::map<std::string, std::string> vectors()
{
    auto const text = must(read_file(document));
    auto const start = text.find("```vectors\n") + 11;
    std::istringstream lines(text.substr(start, text.find("```", start) - start));
    std::map<std::string, std::string> all;
    for (std::string line; std::getline(lines, line);)
        all[line.substr(0, line.find(" = "))] = line.substr(line.find(" = ") + 3);
    return all;
}

std::string bytes(std::string const& base64url)
{
    return must(from_base64url(base64url));
}

Keys vector_keys(std::map<std::string, std::string>& vector)
{
    return must(Keys::from_bytes(std::stoi(vector["generation"]), secret(bytes(vector["keys"]))));
}

// Gives the bytes that an encoder asks for.
class GivenRandom final : public Random {
public:
    explicit GivenRandom(std::string bytes)
        : bytes_(std::move(bytes))
    {
    }
    void fill(std::span<std::byte> out) override
    {
        for (auto& byte : out)
            byte = static_cast<std::byte>(bytes_.at(at_++));
    }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

TEST(VaultFormat, OpensTheVectors)
{
    auto vector = vectors();
    auto const keys = vector_keys(vector);
    EXPECT_EQ(to_base64url({reinterpret_cast<char const*>(keys.public_key().bytes.data()), 32}),
        vector["public_key"]);
    EXPECT_EQ(must(keys.open({keys.generation(), vector["box"]})), vector["address"]);
    EXPECT_EQ(keys.hash(vector["purpose"], vector["address"]), vector["hash"]);
    EXPECT_EQ(must(read_recovery_code(vector["recovery-code"])).view(), vector["recovery-code"]);
}

TEST(VaultFormat, WrapsAndUnwrapsTheVectors)
{
    auto vector = vectors();
    auto const keys = vector_keys(vector);
    DoorCost const cost{static_cast<unsigned>(std::stoul(vector["passes"])), std::stoul(vector["bytes"])};
    for (auto kind : {DoorKind::passphrase, DoorKind::recovery_code, DoorKind::key_file}) {
        std::string const name(name_of(kind));
        auto const wrapped = bytes(vector[name + "-wrapped"]);
        Door const door{kind, cost, bytes(vector["salt"]), wrapped};
        EXPECT_EQ(must(open_door(door, secret(vector[name]), keys.public_key())).view(), keys.bytes().view());
        GivenRandom random(door.salt + wrapped.substr(0, 24));
        auto const made
            = must(make_door(kind, cost, secret(vector[name]), keys.public_key(), keys.bytes(), random));
        EXPECT_EQ(to_base64url(made.wrapped), vector[name + "-wrapped"]);
    }
}

TEST(VaultFormat, AnotherProgramAgreesWithTheVectors)
{
    EXPECT_EQ(judge("vectors '" + document + "'"), "good\n");
}

class VaultJudge : public VaultTest { };
INSTANTIATE_TEST_SUITE_P(On, VaultJudge, testing::Values(db::Dialect::sqlite), test::dialect_name);

TEST_P(VaultJudge, OpensWhatWeSealAlsoAfterARotation)
{
    auto const open
        = [&](std::string_view with) { return judge(fmt::format("open '{}' '{}'", database_.url(), with)); };
    accept("ana@example.org");
    take_in(unlocked());
    EXPECT_EQ(open(passphrase), "ana@example.org\n");
    auto const ceremony = must(Ceremony::after(unlocked(), secret(newer_passphrase), random_, cheap));
    ASSERT_EQ(message(ceremony.save(connection_, clock_)), "done");
    while (must(reseal_some(connection_, unlocked_newer())).records > 0) { }
    EXPECT_EQ(open(newer_passphrase), "ana@example.org\n");
    EXPECT_THAT(open(passphrase), testing::StartsWith("failed"));
}

TEST_P(VaultJudge, SealsWhatWeOpen)
{
    auto const keys = unlocked();
    auto const key = to_base64url({reinterpret_cast<char const*>(keys.public_key().bytes.data()), 32});
    auto box = judge(fmt::format("seal '{}' bo@example.org", key));
    box.pop_back();
    must(records_.accept(purpose, must(parse_sealed("1." + box))));
    take_in(keys);
    EXPECT_THAT(addresses(keys), ElementsAre("bo@example.org"));
}

} // namespace

} // namespace broadsheet::vault
