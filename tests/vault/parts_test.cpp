// What the vault is made of, without a database.
#include "base/address_sanitizer.h"
#include "support/database.h"
#include "vault/door.h"
#include "vault/key_file.h"
#include "vault/keys.h"
#include "vault/recovery_code.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace broadsheet::vault {

namespace {

using test::must;
using testing::HasSubstr;
using testing::MatchesRegex;

Secret secret(std::string_view text)
{
    return must(Secret::copy_of(text));
}

std::string message(auto const& result)
{
    return result.ok() ? "taken" : result.error().message;
}

TEST(VaultSecret, IsWiped)
{
    auto bytes = secret("ferry granite");
    EXPECT_EQ(bytes.view(), "ferry granite");
    auto const* const tail = bytes.data() + 5;
    bytes.shorten(5);
    EXPECT_EQ(bytes.view(), "ferry");
    EXPECT_EQ(
        std::string_view(reinterpret_cast<char const*>(tail), 8), std::string_view("\0\0\0\0\0\0\0\0", 8));
}

TEST(VaultSecret, IsLocked)
{
#ifdef BROADSHEET_ADDRESS_SANITIZER
    GTEST_SKIP() << "AddressSanitizer locks no memory";
#endif
    auto const bytes = secret("ferry granite");
    std::ifstream status("/proc/self/status");
    std::string const text(std::istreambuf_iterator<char>(status), {});
    EXPECT_THAT(text, HasSubstr("VmLck:"));
    EXPECT_THAT(text, testing::Not(HasSubstr("VmLck:\t       0 kB")));
}

TEST(VaultSecretDeathTest, CannotBeReadBeyond)
{
    auto bytes = secret("0123456789abcdef");
    EXPECT_DEATH({ std::fputc(bytes.data()[16], stderr); }, "");
}

TEST(VaultSeal, HidesLengthAndOpensAgain)
{
    SeededRandom random(1);
    auto const keys = must(Keys::make(random));
    auto const brief = must(seal(keys.public_key(), "a@b.example"));
    auto const longest = must(seal(keys.public_key(), std::string(254, 'x')));
    EXPECT_EQ(brief.box.size(), longest.box.size());
    EXPECT_NE(brief, must(seal(keys.public_key(), "a@b.example"))) << "nobody sees that they are the same";
    EXPECT_EQ(must(keys.open(brief)), "a@b.example");
    EXPECT_EQ(must(keys.open(longest)), std::string(254, 'x'));
    EXPECT_EQ(must(keys.open(must(seal(keys.public_key(), "")))), "");
    EXPECT_THAT(
        message(seal(keys.public_key(), std::string(4097, 'x'))), HasSubstr("more than the vault seals"));
    EXPECT_EQ(must(parse_sealed(to_text(brief))), brief);
}

TEST(VaultSeal, RefusesWhatIsTamperedWith)
{
    SeededRandom random(1);
    auto const keys = must(Keys::make(random));
    auto const sealed = must(seal(keys.public_key(), "a@b.example"));
    for (std::size_t at : {std::size_t{0}, std::size_t{60}, sealed.box.size() - 2}) {
        auto changed = sealed;
        changed.box[at] = changed.box[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(keys.open(changed).error().code, ErrorCode::invalid) << at;
    }
    EXPECT_EQ(keys.open({1, sealed.box.substr(0, 40)}).error().code, ErrorCode::invalid);
    EXPECT_EQ(keys.open({1, "*"}).error().code, ErrorCode::invalid);
    EXPECT_EQ(keys.open({2, sealed.box}).error().code, ErrorCode::unavailable);
    EXPECT_FALSE(must(Keys::make(random)).open(sealed).ok()) << "another vault's";
}

TEST(VaultSeal, RefusesTextThatIsNoSeal)
{
    auto const box = std::string(406, 'A'); // 304 bytes
    EXPECT_TRUE(parse_sealed("1." + box).ok());
    for (auto const& text :
        {std::string(), std::string("1"), std::string("1."), "." + box, "0." + box, "01." + box, "101." + box,
            "99999999999999999999." + box, "-1." + box, "+1." + box, " 1." + box, "1.." + box,
            "1." + box + "A", "1." + box + "AA", "1." + box.substr(1), "1." + box.substr(0, 405) + "=",
            "1." + box.substr(0, 405) + "\n", "1." + std::string(100'000, 'A')})
        EXPECT_FALSE(parse_sealed(text).ok()) << text.substr(0, 30);
}

TEST(VaultHash, TellsPurposesApart)
{
    SeededRandom random(1);
    auto const keys = must(Keys::make(random));
    EXPECT_EQ(keys.hash("newsletter", "Ana@Example.org"), keys.hash("newsletter", "ana@example.org"));
    EXPECT_NE(keys.hash("newsletter", "ana@example.org"), keys.hash("reminder", "ana@example.org"));
    EXPECT_NE(keys.hash("newsletter", "ana@example.org"),
        must(Keys::make(random)).hash("newsletter", "ana@example.org"));
}

TEST(VaultHash, FollowsARotationWithoutTheAddress)
{
    SeededRandom random(1);
    auto const first = must(Keys::make(random));
    auto const second = must(first.successor(random));
    auto const third = must(second.successor(random));
    EXPECT_EQ(must(second.next_hash(first.hash("newsletter", "a@b.example"))),
        second.hash("newsletter", "a@b.example"));
    EXPECT_EQ(must(third.next_hash(second.hash("newsletter", "a@b.example"))),
        third.hash("newsletter", "a@b.example"));
    EXPECT_NE(third.public_key().bytes, second.public_key().bytes);
}

TEST(VaultDoor, OpensForItsSecretAlone)
{
    SeededRandom random(1);
    auto const keys = must(Keys::make(random));
    auto const other = must(keys.successor(random));
    auto const door = must(
        make_door(DoorKind::passphrase, {1, 8192}, secret("right"), keys.public_key(), keys.bytes(), random));
    EXPECT_EQ(must(open_door(door, secret("right"), keys.public_key())).view(), keys.bytes().view());
    EXPECT_THAT(
        message(open_door(door, secret("wrong"), keys.public_key())), HasSubstr("this passphrase does not"));
    EXPECT_FALSE(open_door(door, secret("right"), other.public_key()).ok()) << "bound to its keys";
    auto changed = door;
    changed.kind = DoorKind::key_file;
    EXPECT_FALSE(open_door(changed, secret("right"), keys.public_key()).ok()) << "bound to its kind";
}

TEST(VaultDoor, RefusesWhatIsDamaged)
{
    SeededRandom random(1);
    auto const keys = must(Keys::make(random));
    auto const door = must(
        make_door(DoorKind::passphrase, {1, 8192}, secret("right"), keys.public_key(), keys.bytes(), random));
    auto const refused = [&](auto change) {
        auto damaged = door;
        change(damaged);
        return !open_door(damaged, secret("right"), keys.public_key()).ok();
    };
    EXPECT_TRUE(refused([](Door& d) { d.wrapped.clear(); }));
    EXPECT_TRUE(refused([](Door& d) { d.wrapped.pop_back(); }));
    EXPECT_TRUE(refused([](Door& d) { d.wrapped.front() ^= 1; }));
    EXPECT_TRUE(refused([](Door& d) { d.wrapped.back() ^= 1; }));
    EXPECT_TRUE(refused([](Door& d) { d.salt.pop_back(); }));
    EXPECT_TRUE(refused([](Door& d) { d.cost.passes = 0; }));
    EXPECT_TRUE(refused([](Door& d) { d.cost.passes = 4'000'000'000; })) << "would take for ever";
    EXPECT_TRUE(refused([](Door& d) { d.cost.bytes = std::size_t{1} << 40; }));
    EXPECT_TRUE(refused([](Door& d) { d.cost.bytes = 0; }));
}

TEST(VaultRecoveryCode, IsReadAsItIsTyped)
{
    SeededRandom random(7);
    auto const code = must(make_recovery_code(random));
    EXPECT_THAT(std::string(code.view()), MatchesRegex("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}"));
    std::string typed;
    for (char c : code.view())
        typed += c == '-' ? ' ' : c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
    EXPECT_EQ(must(read_recovery_code(" " + typed + "\n")).view(), code.view());
}

TEST(VaultRecoveryCode, FindsSlips)
{
    SeededRandom random(7);
    std::string const code(must(make_recovery_code(random)).view());
    int found = 0;
    int slips = 0;
    for (std::size_t at = 0; at < code.size(); ++at) {
        auto slipped = code;
        slipped[at] = code[at] == '7' ? '8' : '7';
        if (code[at] != '-' && ++slips)
            found += !read_recovery_code(slipped).ok();
    }
    EXPECT_GE(found, slips - 1);
    EXPECT_THAT(message(read_recovery_code("K7FD")), HasSubstr("has 4 letters and digits instead of 28"));
    EXPECT_THAT(message(read_recovery_code(code + "A")), HasSubstr("has 29"));
    EXPECT_THAT(message(read_recovery_code("U" + code.substr(1))), HasSubstr("a character that no code has"));
    EXPECT_THAT(message(read_recovery_code("")), HasSubstr("has 0"));
    EXPECT_FALSE(read_recovery_code(std::string(1'000'000, 'A')).ok());
}

TEST(VaultKeyFile, IsForItsOwnerAlone)
{
    test::TemporaryFolder folder;
    SeededRandom random(7);
    auto const file = folder.path() / "vault.key";
    auto const key = must(make_key_file(random));
    EXPECT_THAT(std::string(key.view()), MatchesRegex("broadsheet-vault-key-1 [-_A-Za-z0-9]{43}"));
    ASSERT_TRUE(write_secret_file(file, key).ok());
    struct stat facts { };
    ASSERT_EQ(::stat(file.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    EXPECT_EQ(must(read_key_file(file)).view(), key.view());
    EXPECT_EQ(write_secret_file(file, key).error().code, ErrorCode::conflict);
}

TEST(VaultKeyFile, RefusesWhatIsNone)
{
    test::TemporaryFolder folder;
    auto const read = [&](std::string_view content) {
        auto const path = folder.path() / "file";
        std::ofstream(path, std::ios::trunc) << content;
        return message(read_key_file(path));
    };
    EXPECT_THAT(read(""), HasSubstr("is empty"));
    EXPECT_THAT(read("\n\n"), HasSubstr("is empty"));
    EXPECT_THAT(read("a passphrase\n"), HasSubstr("is no key file"));
    EXPECT_THAT(read("broadsheet-vault-key-1 short\n"), HasSubstr("is no key file"));
    EXPECT_THAT(read(std::string(5'000, 'x')), HasSubstr("holds more than a secret"));
    EXPECT_THAT(message(read_key_file(folder.path() / "none")), HasSubstr("No such file"));
}

} // namespace

} // namespace broadsheet::vault
