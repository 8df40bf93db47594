#include "vault/vault_fixture.h"

namespace broadsheet::vault {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class VaultRecords : public VaultTest { };
ON_BOTH_DATABASES(VaultRecords);

TEST_P(VaultRecords, WaitInTheInboxWhileLocked)
{
    auto const id = accept("ana@example.org");
    accept("bo@example.org");
    EXPECT_EQ(must(load_status(connection_)).waiting, 2);
    auto const keys = unlocked();
    EXPECT_THAT(addresses(keys), IsEmpty());
    EXPECT_EQ(take_in(keys).records, 2);
    EXPECT_THAT(addresses(keys), UnorderedElementsAre("ana@example.org", "bo@example.org"));
    EXPECT_EQ(must(records_.find(keys, purpose, "ANA@example.org")), id);
    EXPECT_EQ(must(records_.find(keys, "reminder", "ana@example.org")), std::nullopt);
    EXPECT_EQ(must(records_.open(keys, id)).address, "ana@example.org");
    EXPECT_EQ(must(load_status(connection_)).waiting, 0);
    EXPECT_EQ(take_in(keys).records, 0);
}

TEST_P(VaultRecords, AreMergedWhereTheAddressIsThere)
{
    auto const keys = unlocked();
    auto const first = accept("ana@example.org");
    take_in(keys);
    auto const second = accept("Ana@example.org");
    auto const taken = take_in(keys);
    EXPECT_EQ(taken.merged, 1);
    EXPECT_THAT(merged_, ElementsAre(first + " " + second));
    EXPECT_THAT(addresses(keys), ElementsAre("ana@example.org"));
    EXPECT_EQ(records_.open(keys, second).error().code, ErrorCode::not_found);
}

TEST_P(VaultRecords, KeepOnlyTheHashOnceErased)
{
    auto const keys = unlocked();
    auto const id = accept("ana@example.org");
    take_in(keys);
    ASSERT_TRUE(records_.erase(id).ok());
    EXPECT_THAT(addresses(keys), IsEmpty());
    EXPECT_EQ(must(records_.find(keys, purpose, "ana@example.org")), id) << "known as one not to write to";
    EXPECT_EQ(must(load_status(connection_)).erased, 1);

    accept("ana@example.org");
    EXPECT_EQ(take_in(keys).merged, 1);
    EXPECT_EQ(must(records_.open(keys, id)).address, "ana@example.org") << "has come back";
    ASSERT_TRUE(records_.forget(id).ok());
    EXPECT_EQ(must(records_.find(keys, purpose, "ana@example.org")), std::nullopt);
}

TEST_P(VaultRecords, ErasedInTheInboxAreGone)
{
    ASSERT_TRUE(records_.erase(accept("ana@example.org")).ok());
    EXPECT_EQ(take_in(unlocked()).records, 0);
}

TEST_P(VaultRecords, AreDeletedWhereTheyDoNotOpen)
{
    auto const good = must(records_.seal_address("ana@example.org"));
    must(records_.accept(purpose, {1, std::string(406, 'A')}));
    must(records_.accept(purpose, must(seal(*must(load_public_key(connection_)), "two\r\nlines"))));
    must(records_.accept(purpose, good));
    auto const keys = unlocked();
    auto const taken = take_in(keys);
    EXPECT_EQ(taken.records, 3);
    EXPECT_EQ(taken.unreadable, 2);
    EXPECT_THAT(addresses(keys), ElementsAre("ana@example.org"));
    EXPECT_THAT(message(records_.accept(purpose, {2, good.box})), HasSubstr("keys that are no more"));
}

TEST_P(VaultRecords, RefuseWhatIsNoAddress)
{
    for (std::string_view address : {std::string_view(""), std::string_view("a\nb@c"),
             std::string_view("a\0b@c", 5), std::string_view("a\x7f@c"), std::string_view("a\xff@c")})
        EXPECT_EQ(records_.seal_address(address).error().code, ErrorCode::invalid) << address;
    EXPECT_TRUE(records_.seal_address(std::string(254, 'x')).ok());
    EXPECT_FALSE(records_.seal_address(std::string(255, 'x')).ok());
    EXPECT_TRUE(records_.seal_address("почта@пример.испытание").ok());
}

// Ids that grow with time would tell when somebody signed up.
TEST_P(VaultRecords, HaveIdsThatTellNoTime)
{
    std::vector<std::string> ids;
    for (int count = 0; count < 20; ++count)
        ids.push_back(accept("ana@example.org"));
    EXPECT_FALSE(std::ranges::is_sorted(ids));
}

} // namespace

} // namespace broadsheet::vault
