// Paths that moved.
#include "newsroom/redirects.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/pages/taxonomy_form.h"
#include "base/encoding.h"

namespace broadsheet::admin {

namespace {

using newsroom::Redirect;
using newsroom::Redirects;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view list_path = "/admin/settings/redirects/";

Result<http::Response> list(Visit& visit)
{
    Redirects::Query query;
    query.text = trimmed(visit.query("text"));
    query.after = visit.query("after");
    auto const found = TRY(Redirects(visit.connection).find(query));
    Array rows;
    for (auto const& redirect : found)
        rows.push_back(Value::make<Map>(Map{{"from", redirect.from}, {"link", percent_encode(redirect.from)},
            {"to", redirect.to}, {"permanent", redirect.permanent}}));
    Map fields{{"text", query.text}, {"text_link", percent_encode(query.text)}};
    fields.set("redirects", Value::make<Array>(std::move(rows)));
    if (static_cast<std::int64_t>(found.size()) == query.most)
        fields.set("after", percent_encode(found.back().from));
    return visit.page("redirects", std::move(fields));
}

Map form_fields(std::string_view former, Redirect const& redirect)
{
    return Map{{"former", std::string(former)}, {"from", redirect.from}, {"to", redirect.to},
        {"permanent", redirect.permanent}};
}

// A new one, or the one that the query names.
Result<http::Response> show(Visit& visit)
{
    auto const from = visit.query("from");
    if (from.empty())
        return visit.page("redirect", form_fields("", {}));
    auto const redirect = TRY(Redirects(visit.connection).from(from));
    if (!redirect)
        return not_found("There is nothing here.");
    return visit.page("redirect", form_fields(from, *redirect));
}

Result<http::Response> show_again(
    Visit const& visit, Redirect const& redirect, std::string const& wrong, Error const& error)
{
    auto fields = form_fields(visit.field("former"), redirect);
    fields.set("wrong", wrong);
    fields.set("is_from_wrong", wrong == "from" || wrong == "taken" || wrong == "lived_at");
    return visit.refused("redirect", std::move(fields),
        error.code == ErrorCode::invalid ? invalid("Nothing was saved: see the field below.") : error);
}

// Returns whether readers get something else from the path, whatever a redirect says: ours, or a page.
bool is_lived_at(Visit const& visit, std::string_view path)
{
    constexpr std::string_view of_the_program[]
        = {"/admin/", "/preview/", "/ghost/", "/media/", "/healthz/", "/metrics/"};
    for (auto ours : of_the_program)
        if (path.starts_with(ours) || path == ours.substr(0, ours.size() - 1))
            return true;
    if (!path.starts_with('/'))
        return false;
    return visit.services.site.page(percent_encode(path, "/")).status == 200;
}

Result<http::Response> save(Visit& visit)
{
    auto const typed = trimmed(visit.field("from"));
    auto const decoded = percent_decode(typed); // browsers copy an address with its escapes
    Redirect const redirect{decoded.ok() ? *decoded : std::string(typed),
        std::string(trimmed(visit.field("to"))), visit.field("permanent") == "1"};
    auto const former = visit.field("former");
    if (is_lived_at(visit, redirect.from))
        return show_again(visit, redirect, "lived_at", invalid("from: a page stands there"));
    bool is_taken = false;
    auto const replace = [&](newsroom::Change& change) -> Result<void> {
        if (redirect.from != former) {
            is_taken = TRY(Redirects(change.connection()).from(redirect.from)).has_value();
            if (is_taken)
                return invalid("from: there is a redirect already");
            if (!former.empty())
                TRY(Redirects::remove(change, former));
        }
        return Redirects::save(change, redirect);
    };
    auto const saved
        = change_and_tell(visit, "redirect.saved", "", redirect.from + " → " + redirect.to, replace);
    if (!saved.ok())
        return show_again(visit, redirect, is_taken ? "taken" : setting_of(saved.error()), saved.error());
    return visit.redirect(list_path, "saved");
}

Result<http::Response> remove(Visit& visit)
{
    auto const from = visit.field("from");
    TRY(change_and_tell(visit, "redirect.deleted", "", from,
        [&](newsroom::Change& change) { return Redirects::remove(change, from); }));
    return visit.redirect(list_path, "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, list_path, Act::edit_redirects, list},
    {http::Method::get, "/admin/settings/redirects/edit/", Act::edit_redirects, show},
    {http::Method::post, "/admin/settings/redirects/edit/", Act::edit_redirects, save},
    {http::Method::post, "/admin/settings/redirects/delete/", Act::edit_redirects, remove},
};

} // namespace

Routes redirect_routes()
{
    return routes;
}

} // namespace broadsheet::admin
