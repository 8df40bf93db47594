#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "support/offer.h"
#include "support/provider_kind.h"

#include <map>
#include <string>

namespace broadsheet::support {

// What the newspaper asks for, and how it words it; texts by language.
struct SupportSettings {
    using Texts = std::map<std::string, std::string, std::less<>>;
    static constexpr std::size_t longest_text = 4'000; // bytes

    Offer offer = Offer::initial();
    Texts risk_notice; // where giving may be a crime; shown before anything is asked
    Texts privacy; // what supporters agree to; where empty, default_privacy stands
    std::string privacy_link; // a path of the newspaper, or an address; may be empty

    std::string text_in(Texts const&, std::string_view language, std::string_view first_language) const;
    bool operator==(SupportSettings const&) const = default;
};

// English, a key for translation.
inline constexpr std::string_view default_privacy
    = "We keep the amount, the day and the payment provider's reference, and neither your name nor your "
      "address. If you give a "
      "name, or an address for receipts, they are kept sealed. Your bank and the payment provider see who "
      "pays.";

Result<SupportSettings> load_support_settings(db::Connection&);
// Within a write transaction. `invalid` names the setting.
Result<void> save_support_settings(db::Connection&, SupportSettings const&);

// A provider as the newspaper has set it up.
struct ProviderSetup {
    bool is_on = false;
    ProviderValues values;
};

Result<ProviderSetup> load_provider_setup(db::Connection&, ProviderKind const&);
// Within a write transaction.
Result<void> save_provider_setup(db::Connection&, ProviderKind const&, ProviderSetup);
// `invalid` says which field is missing or wrong. What is off may be anything.
Result<void> check_provider_setup(ProviderTools const&, ProviderKind const&, ProviderSetup const&);

// Returns the secret that signs supporters' links, made on the first call, which is within a write
// transaction.
Result<std::string> make_link_secret(db::Connection&, Random&);
// Returns it; "" before it is made.
Result<std::string> load_link_secret(db::Connection&);

// One row of support_settings.
Result<std::string> load_support_value(db::Connection&, std::string_view key);
Result<void> save_support_value(db::Connection&, std::string_view key, std::string_view value);

} // namespace broadsheet::support
