#include "vault/vault_fixture.h"

#include "base/file.h"
#include "vault/recovery_code.h"

namespace broadsheet::vault {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class VaultCeremony : public VaultTest { };
ON_BOTH_DATABASES(VaultCeremony);

TEST_P(VaultCeremony, OpensForPassphraseAndRecoveryCode)
{
    auto const keys = unlocked();
    auto const code = must(read_recovery_code(recovery_code_));
    EXPECT_EQ(must(unlock(connection_, DoorKind::recovery_code, code)).bytes().view(), keys.bytes().view());
    EXPECT_EQ(*must(load_public_key(connection_)), keys.public_key());
    EXPECT_THAT(
        message(unlock(connection_, DoorKind::passphrase, secret("wrong"))), HasSubstr("does not open"));
    EXPECT_THAT(message(unlock(connection_, DoorKind::recovery_code, secret(passphrase))),
        HasSubstr("does not open"));
    EXPECT_THAT(
        message(unlock(connection_, DoorKind::key_file, secret("x"))), HasSubstr("not opened by a key-file"));
}

TEST_P(VaultCeremony, IsHeldOnce)
{
    auto const second = must(Ceremony::first(secret(newer_passphrase), random_, cheap));
    auto const saved = second.save(connection_, clock_);
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, ErrorCode::conflict);
    EXPECT_EQ(unlocked().generation(), 1) << "the first stays";
}

TEST_P(VaultCeremony, RefusesWhatWouldBeGuessed)
{
    for (auto const* weak :
        {"", "short", "password password", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaaaaaaaaaa"})
        EXPECT_THAT(message(check_passphrase(secret(weak))), HasSubstr("could guess it")) << weak;
    EXPECT_THAT(message(check_passphrase(secret("bytes \xff that are no text, quite a few"))),
        HasSubstr("typed again"));
    EXPECT_THAT(message(check_passphrase(secret(std::string(1'001, 'x')))), HasSubstr("longer than"));
    EXPECT_EQ(message(check_passphrase(secret(passphrase))), "done");
    EXPECT_EQ(message(check_passphrase(secret("паром гранит мох фонарь орбита бархат"))), "done");
}

TEST_P(VaultCeremony, TakesAKeyFileAndGivesItUp)
{
    auto const keys = unlocked();
    auto const first = must(add_key_file(connection_, keys, random_));
    auto const second = must(add_key_file(connection_, keys, random_));
    EXPECT_FALSE(unlock(connection_, DoorKind::key_file, first).ok()) << "one at a time";
    EXPECT_EQ(must(unlock(connection_, DoorKind::key_file, second)).public_key(), keys.public_key());
    EXPECT_THAT(must(load_status(connection_)).doors,
        ElementsAre(DoorKind::key_file, DoorKind::passphrase, DoorKind::recovery_code));
    EXPECT_TRUE(must(remove_key_file(connection_)));
    EXPECT_FALSE(must(remove_key_file(connection_)));
    EXPECT_FALSE(unlock(connection_, DoorKind::key_file, second).ok());
}

// With a key of his own in the place of ours, somebody who writes to the database would read what comes in.
TEST_P(VaultCeremony, NoticesAForeignPublicKey)
{
    ASSERT_TRUE(connection_.execute("UPDATE vault_keys SET public_key = $1", {std::string(43, 'A')}).ok());
    EXPECT_FALSE(unlock(connection_, DoorKind::passphrase, secret(passphrase)).ok());
    ASSERT_TRUE(connection_.execute("UPDATE vault_keys SET public_key = 'AAAA'").ok());
    EXPECT_THAT(message(load_public_key(connection_)), HasSubstr("damaged"));
}

TEST_P(VaultCeremony, ToldOfBeforeThereIsAVault)
{
    ASSERT_EQ(must(shred(connection_)), 0);
    EXPECT_EQ(must(load_status(connection_)).key, std::nullopt);
    EXPECT_THAT(
        message(unlock(connection_, DoorKind::passphrase, secret(passphrase))), HasSubstr("vault create"));
    EXPECT_THAT(message(records_.seal_address("a@b.example")), HasSubstr("vault create"));
}

} // namespace

} // namespace broadsheet::vault
