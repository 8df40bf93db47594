#include "cli/check_readers_forms.h"

#include "newsroom/appeals.h"
#include "newsroom/newsletters.h"
#include "support/settings.h"
#include "vault/ceremony.h"

#include <algorithm>

namespace broadsheet::cli {

namespace {

Result<bool> has_way_to_pay(db::Connection& connection)
{
    for (auto const* kind : support::provider_kinds())
        if (TRY(support::load_provider_setup(connection, *kind)).is_on)
            return true;
    return false;
}

Result<bool> has_open_newsletter(db::Connection& connection)
{
    auto const all = TRY(newsroom::Newsletters(connection).all());
    return std::ranges::any_of(
        all, [](auto const& newsletter) { return newsletter.status == newsroom::Newsletter::Status::open; });
}

} // namespace

Result<void> check_readers_forms(db::Connection& connection, Findings& findings)
{
    bool const asks_for_money = !TRY(newsroom::Appeals(connection).on_air()).empty();
    bool const asks_for_addresses = TRY(has_open_newsletter(connection));
    if (asks_for_money && !TRY(has_way_to_pay(connection)))
        findings.add(Health::warning, "appeals ask readers for support, and there is no way to pay",
            "set one up: `broadsheet support provider --help`, or archive the appeals in the newsroom");
    if (asks_for_addresses && !TRY(vault::load_public_key(connection)))
        findings.add(Health::warning,
            "a newsletter asks readers for their address, and there is no vault to keep it in",
            "`broadsheet vault create`; until then the form says \"try again later\"");
    return {};
}

} // namespace broadsheet::cli
