// How to pay: the sum, what is agreed to, and the ways there are.
#include "base/ascii.h"
#include "base/encoding.h"
#include "base/log.h"
#include "desk/pages/flood.h"
#include "desk/pages/giving.h"
#include "desk/pages/giving_choice.h"
#include "desk/pages/pages.h"
#include "desk/typed_address.h"
#include "support/providers/bank/bank.h"
#include "support/thanks.h"
#include "vault/ceremony.h"

#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using support::AmountFault;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::size_t longest_name = 100; // bytes

// What the reader typed here, and what was wrong with it: a text by field.
struct Typed {
    std::string name;
    bool may_be_named = false;
    std::string address;
    std::string form; // names the form, so that it counts once
    std::string name_trouble = {};
    std::string address_trouble = {};
    std::string trouble = {};
};

Typed typed_in(Visit const& visit)
{
    Typed typed{std::string(trimmed(visit.field("name"))), !visit.field("named").empty(),
        std::string(trimmed(visit.field("address"))), std::string(visit.field("form"))};
    if (typed.name.size() > longest_name)
        typed.name_trouble = visit.translated("Write a shorter name.");
    auto const trouble
        = trouble_with_address(typed.address, "This is no complete mail address, such as name@example.org.");
    if (!typed.address.empty() && !trouble.empty())
        typed.address_trouble = visit.translated(trouble);
    return typed;
}

std::string privacy_text(Visit const& visit, support::SupportSettings const& settings)
{
    auto const text = settings.text_in(settings.privacy, visit.language, visit.settings.first_language());
    return text.empty() ? visit.translated(support::default_privacy) : text;
}

using Providers = std::vector<std::shared_ptr<support::Provider>>;

Array method_rows(Visit const& visit, Choice const& choice, Providers const& providers)
{
    Array rows;
    for (auto const& provider : providers)
        if (provider->takes(choice.frequency, choice.currency))
            rows.push_back(Value::make<Map>(Map{{"name", std::string(provider->name())},
                {"title", visit.translated(support::find_provider_kind(provider->name())->title)}}));
    return rows;
}

Result<http::Response> show_methods(Visit const& visit, Choice const& choice, Typed const& typed)
{
    auto const providers = TRY(contributions_of(visit).providers());
    auto const minor = choice.amount().minor;
    Map fields{{"sum", describe(visit, minor, choice.currency, choice.frequency)},
        {"amount", support::plain_amount(minor, choice.currency)},
        {"frequency", std::string(support::name_of(choice.frequency))},
        {"currency", std::string(choice.currency.code)}, {"appeal", choice.appeal},
        {"variant", choice.variant}, {"form", typed.form}, {"name", typed.name},
        {"may_be_named", typed.may_be_named},
        {"names_are_shown", TRY(support::load_thanks_page(visit.connection)).is_on},
        {"address", typed.address}, {"name_trouble", typed.name_trouble},
        {"address_trouble", typed.address_trouble}, {"trouble", typed.trouble},
        {"privacy", privacy_text(visit, choice.settings)}, {"privacy_link", choice.settings.privacy_link},
        {"action", visit.path("/support/pay/")}, {"back", visit.path("/support/") + "?" + choice.query()},
        {"is_recurring", choice.frequency != support::Frequency::once},
        {"was_left", visit.query("left") == "1"},
        {"keeps_addresses", TRY(vault::load_public_key(visit.connection)).has_value()}};
    auto methods = method_rows(visit, choice, providers);
    fields.set("has_methods", methods.size() > 0);
    fields.set("methods", Value::make<Array>(std::move(methods)));
    Visit::Look look;
    bool const is_fine = typed.trouble.empty() && typed.name_trouble.empty() && typed.address_trouble.empty();
    look.status = is_fine ? 200 : 422;
    // Whoever comes back from the provider's page is shown this very page with this very form, so that
    // pressing once more leads to the same contribution and makes no second one. It holds nothing but the
    // sum.
    look.may_be_gone_back_to = visit.request.method == http::Method::get;
    for (auto const& provider : providers)
        for (auto const& origin : provider->origins())
            look.form_targets.push_back(origin);
    return visit.page("support-pay", "Choose how to pay", std::move(fields), std::move(look));
}

Result<http::Response> show(Visit& visit)
{
    auto const choice = TRY(Choice::from_query(visit));
    if (!choice.trouble().empty())
        return show_choice(visit, choice, "");
    auto const amount = choice.amount();
    if (amount.fault != AmountFault::none)
        return show_choice(
            visit, choice, amount_trouble(visit, amount.fault, choice.amounts(), choice.currency));
    return show_methods(visit, choice, {"", false, "", visit.services.random.hex(16)});
}

Result<support::Contributions::Wish> wish_of(Visit const& visit, Choice const& choice, Typed const& typed)
{
    support::Contributions::Wish wish;
    auto& pledge = wish.pledge;
    pledge.provider = visit.field("provider");
    pledge.frequency = choice.frequency;
    pledge.currency = choice.currency;
    pledge.amount = choice.amount().minor;
    pledge.language = visit.language;
    pledge.appeal = choice.appeal;
    pledge.variant = choice.variant;
    wish.name = typed.name;
    wish.may_be_named = typed.may_be_named && TRY(support::load_thanks_page(visit.connection)).is_on;
    wish.address = typed.address;
    wish.wording = privacy_text(visit, choice.settings);
    // Another way to pay or another amount, chosen after turning back, is another pledge.
    wish.form = to_hex(sha256(fmt::format("{}|{}|{}|{}|{}", typed.form, pledge.provider,
        support::name_of(pledge.frequency), pledge.currency.code, pledge.amount)));
    return wish;
}

support::WayBack way_back_of(Visit const& visit, Choice const& choice, support::Pledge const& pledge)
{
    support::WayBack way;
    if (auto const thanks = link_path(visit, support::LinkPurpose::thanks, pledge); thanks.ok())
        way.thanks = visit.address(*thanks);
    way.again = visit.address("/support/pay/") + "?" + choice.query() + "&left=1";
    return way;
}

// Whoever closes the page would not know any more where to send the money. Returns whether it was mailed.
bool mail_transfer(Visit const& visit, support::Pledge const& pledge, std::string const& address)
{
    if (address.empty() || !check_not_too_often(visit, address).ok())
        return false;
    auto const write = [&]() -> Result<void> {
        auto const account = TRY(support::load_bank_account(visit.connection));
        auto const page = visit.address(TRY(link_path(visit, support::LinkPurpose::thanks, pledge)));
        return visit.services.post.hand_over(TRY(
            visit.services.support_letters.write_transfer({visit.settings, pledge, account, page}, address)));
    };
    auto const written = write();
    if (!written.ok())
        log_warning("the details of a transfer could not be mailed: {}", written.error().message);
    return written.ok();
}

Result<http::Response> send_off(Visit const& visit, Choice const& choice, Typed typed)
{
    auto const begun = contributions_of(visit).begin(TRY(wish_of(visit, choice, typed)),
        [&](support::Pledge const& pledge) { return way_back_of(visit, choice, pledge); });
    if (begun.ok() && begun->address.empty())
        return visit.redirect(TRY(link_path(visit, support::LinkPurpose::thanks, begun->pledge)));
    if (begun.ok() && begun->pledge.provider == support::bank_kind.name)
        return visit.redirect(
            begun->address + (mail_transfer(visit, begun->pledge, typed.address) ? "?mailed=1" : ""));
    if (begun.ok())
        return visit.redirect(begun->address);
    if (begun.error().code == ErrorCode::database || begun.error().code == ErrorCode::internal)
        return begun.error();
    log_warning("a contribution could not be begun: {}", begun.error().message);
    // Providers answer the same for a day to what is asked under the same name; nobody has been given what
    // this may have made there, so that nobody can pay it.
    typed.form = visit.services.random.hex(16);
    typed.trouble
        = visit.translated("This way to pay does not answer just now. Nothing was paid: try again in a "
                           "minute, or choose another.");
    return show_methods(visit, choice, typed);
}

Result<http::Response> pay(Visit& visit)
{
    auto const choice = TRY(Choice::from_form(visit));
    if (!choice.trouble().empty() || visit.field("currency").empty())
        return show_choice(visit, choice, "");
    auto const amount = choice.amount();
    if (amount.fault != AmountFault::none)
        return show_choice(
            visit, choice, amount_trouble(visit, amount.fault, choice.amounts(), choice.currency));
    auto typed = typed_in(visit);
    if (typed.form.empty() || typed.form.size() > 64)
        typed.form = visit.services.random.hex(16);
    if (!typed.name_trouble.empty() || !typed.address_trouble.empty())
        return show_methods(visit, choice, typed);
    if (!visit.services.gate.may_begin_payment(visit.origin())) {
        typed.trouble = visit.translated(
            "Too many contributions were begun from here. Nothing was paid: try again in an hour.");
        return show_methods(visit, choice, typed);
    }
    return send_off(visit, choice, std::move(typed));
}

constexpr Route routes[] = {
    {http::Method::get, "/support/pay/", show},
    {http::Method::post, "/support/pay/", pay},
};

} // namespace

Routes support_pay_routes()
{
    return routes;
}

} // namespace broadsheet::desk
