#pragma once

#include "db/transaction.h"
#include "support/database.h"
#include "vault/ceremony.h"
#include "vault/records.h"
#include "vault/rotation.h"

#include <gmock/gmock.h>
#include <string>

namespace broadsheet::vault {

using test::must;

inline Secret secret(std::string_view text)
{
    return must(Secret::copy_of(text));
}

inline std::string message(auto const& result)
{
    return result.ok() ? "done" : result.error().message;
}

// A database with a vault that opens to `passphrase`.
class VaultTest : public test::DatabaseTest {
protected:
    // As cheap as libsodium allows: the tests are about right and wrong, not about how long a guess takes.
    static constexpr DoorCost cheap{1, 8192};
    static constexpr auto passphrase = "ferry granite moss lantern orbit velvet";
    static constexpr auto newer_passphrase = "walnut echo prism harbour quilt ember";
    static constexpr auto purpose = "newsletter";

    VaultTest()
    {
        auto const ceremony = must(Ceremony::first(secret(passphrase), random_, cheap));
        recovery_code_ = ceremony.recovery_code().view();
        EXPECT_EQ(message(ceremony.save(connection_, clock_)), "done");
    }

    Keys unlocked() { return must(unlock(connection_, DoorKind::passphrase, secret(passphrase))); }
    Keys unlocked_newer()
    {
        return must(unlock(connection_, DoorKind::passphrase, secret(newer_passphrase)));
    }
    // Puts an address into the inbox.
    std::string accept(std::string_view address)
    {
        return must(records_.accept(purpose, must(records_.seal_address(address))));
    }
    Records::TakenIn take_in(Keys const& keys)
    {
        return must(
            records_.take_in(keys, purpose, [this](std::string const& earlier, std::string const& arrived) {
                merged_.push_back(earlier + " " + arrived);
                return Result<void>();
            }));
    }
    std::vector<std::string> addresses(Keys const& keys)
    {
        std::vector<std::string> all;
        for (auto const& opened : must(records_.open_after(keys, purpose, "", 10'000)))
            all.push_back(opened.address);
        return all;
    }

    std::string recovery_code_;
    std::vector<std::string> merged_;
    Records records_{connection_, random_};
};

} // namespace broadsheet::vault
