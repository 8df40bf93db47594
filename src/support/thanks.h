#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "support/pledge.h"
#include "vault/keys.h"

#include <vector>

namespace broadsheet::support {

// The page that thanks supporters by the names they gave for it. It is off until an editor turns it on, and
// shows none that no editor has looked at. Within the caller's transaction, a write transaction for what
// writes.

// The vault's purpose for names that may be shown. Names are never told apart, so they stay in its inbox.
inline constexpr std::string_view shown_name_purpose = "support-thanks";

struct ThanksPage {
    static constexpr std::size_t most_names = 2'000;

    struct Name {
        std::string pledge; // its id
        std::string text;
    };

    bool is_on = false;
    std::vector<Name> names; // as readers see them, in this order
    bool shows(std::string_view pledge) const;
};

Result<ThanksPage> load_thanks_page(db::Connection&);
// `limit` for more names than it has room for.
Result<void> save_thanks_page(db::Connection&, ThanksPage const&);

// A name that may be shown, of somebody who has given.
struct OfferedName {
    std::string pledge; // its id
    Day day = 0;
    std::string text;
};
// Returns the newest, at most so many. One that does not open is left out.
Result<std::vector<OfferedName>> offered_names(
    db::Connection&, Random&, vault::Keys const&, std::size_t most);

// Whether the supporter has said that the name may be shown, and has not taken it back.
Result<bool> may_be_shown(db::Connection&, Pledge const&);
// Takes the name off the page, and erases it. Works while the vault is locked.
Result<void> take_name_off(db::Connection&, Random&, Pledge const&);

} // namespace broadsheet::support
