#include "vault/vault_fixture.h"

#include "base/encoding.h"
#include "base/file.h"
#include "db/database.h"

#include <csignal>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::vault {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class VaultRotation : public VaultTest {
protected:
    void begin()
    {
        auto const ceremony = must(Ceremony::after(unlocked(), secret(newer_passphrase), random_, cheap));
        ASSERT_EQ(message(ceremony.save(connection_, clock_)), "done");
    }
    std::int64_t finish(std::size_t most = 500)
    {
        auto const keys = unlocked_newer();
        for (std::int64_t moved = 0;;) {
            auto const some = must(reseal_some(connection_, keys, most)).records;
            if (some == 0)
                return moved;
            moved += some;
        }
    }
};
ON_BOTH_DATABASES(VaultRotation);

TEST_P(VaultRotation, MovesEverythingToNewKeys)
{
    auto const kept = accept("ana@example.org");
    auto const erased = accept("bo@example.org");
    take_in(unlocked());
    ASSERT_TRUE(records_.erase(erased).ok());
    accept("cy@example.org"); // in the inbox
    begin();
    EXPECT_EQ(must(load_status(connection_)).to_reseal, 3);
    EXPECT_EQ(finish(), 3);

    auto const keys = unlocked_newer();
    EXPECT_EQ(keys.generation(), 2);
    EXPECT_EQ(keys.predecessor(), nullptr);
    EXPECT_EQ(must(records_.find(keys, purpose, "ana@example.org")), kept);
    EXPECT_EQ(must(records_.find(keys, purpose, "bo@example.org")), erased) << "without its address";
    EXPECT_EQ(take_in(keys).records, 1);
    EXPECT_THAT(addresses(keys), UnorderedElementsAre("ana@example.org", "cy@example.org"));
    EXPECT_THAT(
        message(unlock(connection_, DoorKind::passphrase, secret(passphrase))), HasSubstr("does not open"));
    auto const status = must(load_status(connection_));
    EXPECT_FALSE(status.is_rotating);
    EXPECT_EQ(status.to_reseal, 0);
}

TEST_P(VaultRotation, LetsEverythingGoOnMeanwhile)
{
    auto const ana = accept("ana@example.org");
    take_in(unlocked());
    auto const link = must(records_.seal_address("bo@example.org"));
    begin();
    auto const keys = unlocked_newer();
    EXPECT_EQ(must(records_.find(keys, purpose, "ana@example.org")), ana);
    EXPECT_EQ(must(records_.open(keys, ana)).address, "ana@example.org");
    must(records_.accept(purpose, link));
    accept("ana@example.org");
    accept("cy@example.org");
    auto const taken = take_in(keys);
    EXPECT_EQ(taken.records, 3);
    EXPECT_EQ(taken.merged, 1);
    EXPECT_EQ(finish(1), 2) << "cy is sealed to the newer keys already";
    EXPECT_THAT(addresses(unlocked_newer()),
        UnorderedElementsAre("ana@example.org", "bo@example.org", "cy@example.org"));
    EXPECT_FALSE(records_.accept(purpose, link).ok()) << "the keys are no more";
}

TEST_P(VaultRotation, IsOneAtATimeAndNeedsTheNewestKeys)
{
    accept("ana@example.org");
    auto const old = unlocked();
    begin();
    auto const second = must(Ceremony::after(unlocked_newer(), secret(passphrase), random_, cheap));
    EXPECT_THAT(message(second.save(connection_, clock_)), HasSubstr("not at its end"));
    EXPECT_THAT(message(reseal_some(connection_, old)), HasSubstr("unlock it again"));
    EXPECT_EQ(finish(), 1);
}

TEST_P(VaultRotation, ErasesWhatIsDamaged)
{
    auto const id = accept("ana@example.org");
    take_in(unlocked());
    must(records_.accept(purpose, {1, std::string(406, 'A')}));
    ASSERT_TRUE(
        connection_.execute("UPDATE vault_records SET sealed = $1 WHERE id = $2", {std::string(406, 'A'), id})
            .ok());
    begin();
    auto const moved = must(reseal_some(connection_, unlocked_newer()));
    EXPECT_EQ(moved.records, 2);
    EXPECT_EQ(moved.unreadable, 2);
    EXPECT_EQ(must(records_.find(unlocked_newer(), purpose, "ana@example.org")), id);
    EXPECT_EQ(must(load_status(connection_)).erased, 1);
}

// A program that rotates is killed again and again; the next one goes on, and nobody is lost.
TEST_P(VaultRotation, SurvivesBeingKilled)
{
    constexpr int readers = 400;
    db::transaction(connection_, db::Access::write, [&] {
        for (int number = 0; number < readers; ++number)
            accept(fmt::format("reader-{}@example.org", number));
        return take_in(unlocked()).records == readers ? Result<void>() : Result<void>(invalid("not all"));
    }).value();
    begin();
    int kills = 0;
    for (auto left = must(load_status(connection_)).to_reseal; left > 0;
         left = must(load_status(connection_)).to_reseal) {
        auto const child = ::fork();
        if (child == 0) {
            auto const database = must(db::Database::open(database_.url()));
            auto const own = must(database->connect());
            auto const keys = must(unlock(*own, DoorKind::passphrase, secret(newer_passphrase)));
            while (must(reseal_some(*own, keys, 3)).records > 0) { }
            ::_exit(0);
        }
        while (must(load_status(connection_)).to_reseal > left - 40
            && ::waitpid(child, nullptr, WNOHANG) == 0) { }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ++kills;
    }
    EXPECT_GE(kills, 3);
    finish();
    auto const keys = unlocked_newer();
    EXPECT_EQ(addresses(keys).size(), static_cast<std::size_t>(readers));
    for (int number = 0; number < readers; ++number)
        EXPECT_NE(
            must(records_.find(keys, purpose, fmt::format("reader-{}@example.org", number))), std::nullopt);
}

TEST_P(VaultRotation, ShreddingLeavesNothing)
{
    accept("ana@example.org");
    auto const keys = unlocked();
    EXPECT_EQ(must(shred(connection_)), 1);
    for (auto const* table : {"vault_keys", "vault_doors", "vault_records"}) {
        auto rows = must(connection_.query(fmt::format("SELECT COUNT(*) FROM {}", table)));
        ASSERT_TRUE(must(rows.next()));
        EXPECT_EQ(rows.integer(0), 0) << table;
    }
    EXPECT_EQ(message(purge_deleted(connection_)), "done");
    EXPECT_EQ(message(Ceremony::first(secret(newer_passphrase), random_, cheap)->save(connection_, clock_)),
        "done");
}

// Neither an address nor a secret is in any file of the database: before, while and after a reader is in it.
class VaultFiles : public VaultTest {
protected:
    std::string files()
    {
        std::string all;
        for (auto const* end : {"", "-wal", "-shm"})
            if (auto content = read_file(database_.url() + end); content.ok())
                all += *content;
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(On, VaultFiles, testing::Values(db::Dialect::sqlite), test::dialect_name);

TEST_P(VaultFiles, HoldNoAddressAndNoSecret)
{
    std::string const canary = "zq7canary@example.org";
    std::string const utf16{"z\0q\0007\0c\0a\0n\0a\0r\0y\0", 18};
    auto const keys = unlocked();
    auto const box = must(records_.seal_address(canary));
    must(records_.accept(purpose, box));
    take_in(keys);
    auto const expect_clean = [&] {
        auto const all = files();
        for (auto const& needle :
            {std::string("zq7canary"), utf16, to_hex("zq7canary"), to_base64("zq7canary"),
                std::string(passphrase), recovery_code_, std::string(keys.bytes().view().substr(0, 32)),
                to_hex(keys.bytes().view()), to_base64url(keys.bytes().view())})
            EXPECT_EQ(all.find(needle), all.npos);
        return all;
    };
    EXPECT_NE(expect_clean().find(box.box), std::string::npos) << "the scan finds what is there";
    shred(connection_).value();
    ASSERT_EQ(message(purge_deleted(connection_)), "done");
    EXPECT_EQ(expect_clean().find(box.box.substr(0, 40)), std::string::npos) << "overwritten";
}

} // namespace

} // namespace broadsheet::vault
