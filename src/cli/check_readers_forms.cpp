#include "cli/check_readers_forms.h"

#include "newsroom/appeals.h"
#include "newsroom/newsletters.h"
#include "newsroom/settings.h"
#include "support/settings.h"
#include "support/webhook_address.h"
#include "vault/ceremony.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

Result<bool> has_way_to_pay(db::Connection& connection)
{
    for (auto const* kind : support::provider_kinds())
        if (TRY(support::load_provider_setup(connection, *kind)).is_on)
            return true;
    return false;
}

// Contributions are found all the same, by asking, but late.
Result<void> check_webhooks(db::Connection& connection, Findings& findings)
{
    auto const url = TRY(newsroom::load_settings(connection)).url;
    if (support::can_receive_webhooks(url))
        return {};
    for (auto const* kind : support::provider_kinds())
        if (kind->has_account() && TRY(support::load_provider_setup(connection, *kind)).is_on)
            findings.add(Health::warning,
                fmt::format("{} is on, and its webhooks cannot come to {}", kind->staff_title,
                    support::webhook_address(url, kind->name)),
                "`broadsheet settings url https://…`, where readers find the newspaper; until then it is "
                "only "
                "asked every quarter of an hour what was paid");
    return {};
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
    TRY(check_webhooks(connection, findings));
    if (asks_for_addresses && !TRY(vault::load_public_key(connection)))
        findings.add(Health::warning,
            "a newsletter asks readers for their address, and there is no vault to keep it in",
            "`broadsheet vault create`; until then the form says \"try again later\"");
    return {};
}

} // namespace broadsheet::cli
