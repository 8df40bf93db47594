#include "newsroom/redirects.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/form.h"
#include "base/utf8.h"
#include "newsroom/checks.h"
#include "newsroom/paths.h"
#include "newsroom/taxonomy.h"

#include <algorithm>
#include <fmt/ranges.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::size_t longest_path = 2'000;
constexpr int longest_chain = 20;

// Characters of a path (https://www.rfc-editor.org/rfc/rfc3986#section-3.3) that need no escape.
std::string encode_path(std::string_view path)
{
    return percent_encode(path, "/!$&'()*+,;=:@");
}

struct Target {
    std::string path; // as the `from` of a redirect names it; empty where the target is on another host
    std::string written; // as it is stored
    bool is_plain = false; // a path and nothing else
};

// Brings a target into the one form it is stored in, so that chains are found by comparing text.
Result<Target> parse_target(std::string_view to)
{
    TRY(check_text("to", to, longest_path));
    if (is_web_address(to))
        return Target{"", std::string(to), false};
    if (!is_rooted_path(to))
        return invalid(fmt::format(
            "to: \"{}\" is neither an http(s) address nor a path that starts with one slash", to));
    auto const end = std::min(to.find_first_of("?#"), to.size());
    auto decoded = percent_decode(to.substr(0, end));
    if (!decoded.ok())
        return std::move(decoded).error().within("to");
    TRY(check_text("to", *decoded, longest_path));
    auto written = encode_path(*decoded).append(to.substr(end));
    auto const query = to.substr(std::min(end + 1, to.size()));
    if (auto const pair = find_pair(query.substr(0, query.find('#')), leading_parameters); !pair.empty())
        decoded->append("?").append(pair);
    return Target{std::move(*decoded), std::move(written), end == to.size()};
}

bool is_leading(std::string_view query)
{
    auto const equals = query.find('=');
    return equals != query.npos && is_number(query.substr(equals + 1))
        && std::ranges::find(leading_parameters, query.substr(0, equals)) != std::end(leading_parameters);
}

Result<void> check_from(std::string_view from)
{
    TRY(check_text("from", from, longest_path));
    auto const path = from.substr(0, from.find('?'));
    if (!path.starts_with('/') || path.starts_with("//")
        || path.find_first_of("#\\") != std::string_view::npos
        || (path.size() < from.size() && !is_leading(from.substr(path.size() + 1))))
        return invalid(fmt::format(
            "from: \"{}\" is no path that starts with one slash and has no query, or only one such as "
            "?{}=12",
            from, fmt::join(leading_parameters, "=12, ?")));
    return {};
}

// Returns whether readers find an article, a page, a section, a tag or a byline at the path: what a redirect
// says of it does not act (Site::page looks for pages first).
Result<bool> is_lived_at(db::Connection& connection, std::string_view path)
{
    auto const settings = TRY(load_settings(connection));
    auto slug = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    slug.remove_prefix(slug.rfind('/') + 1);
    auto const is_here = [&](std::string const& written) {
        auto const decoded = percent_decode(written);
        return decoded.ok() && (*decoded == path || *decoded == fmt::format("{}/", path));
    };
    auto articles = TRY(
        connection.query("SELECT language FROM articles WHERE slug = $1 AND status = 'published'", {slug}));
    while (TRY(articles.next()))
        if (is_here(article_path(settings, articles.text(0), slug)))
            return true;
    bool const is_tag = TRY(Tags(connection).by_slug(slug)).has_value();
    bool const is_byline = TRY(Bylines(connection).by_slug(slug)).has_value();
    return std::ranges::any_of(settings.languages, [&](std::string const& language) {
        return is_here(home_path(settings, language))
            || (is_tag
                && (is_here(tag_path(settings, language, slug))
                    || is_here(section_path(settings, language, slug))))
            || (is_byline && is_here(byline_path(settings, language, slug)));
    });
}

// Follows the redirects there are from a target on, and returns where a new one should lead at once. What
// leads through a temporary redirect is not shortened: it may end.
Result<std::string> end_of_chain(db::Connection& connection, std::string_view from, std::string_view to)
{
    Redirects const redirects(connection);
    auto target = TRY(parse_target(to));
    auto end = target.written;
    bool may_shorten = true;
    for (int step = 0; step < longest_chain; ++step) {
        if (target.path == from)
            return invalid(fmt::format("to: \"{}\" leads back to \"{}\"", to, from));
        auto const next = TRY(redirects.from(target.path));
        if (!next || TRY(is_lived_at(connection, target.path)))
            return end;
        may_shorten = may_shorten && next->permanent && target.is_plain;
        target = TRY(parse_target(next->to));
        if (may_shorten)
            end = target.written;
    }
    return invalid(fmt::format("to: \"{}\" leads through more than {} other redirects", to, longest_chain));
}

// For LIKE: whatever holds the text.
std::string pattern_of(std::string_view text)
{
    std::string pattern = "%";
    for (char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

} // namespace

Result<std::optional<Redirect>> Redirects::from(std::string_view path) const
{
    auto rows = TRY(connection_.query(
        "SELECT from_path, to_path, is_permanent FROM redirects WHERE from_path = $1", {path}));
    if (!TRY(rows.next()))
        return std::optional<Redirect>();
    return std::optional(Redirect{rows.string(0), rows.string(1), rows.integer(2) != 0});
}

Result<std::vector<Redirect>> Redirects::all() const
{
    std::vector<Redirect> redirects;
    auto rows
        = TRY(connection_.query("SELECT from_path, to_path, is_permanent FROM redirects ORDER BY from_path"));
    while (TRY(rows.next()))
        redirects.push_back({rows.string(0), rows.string(1), rows.integer(2) != 0});
    return redirects;
}

Result<std::vector<Redirect>> Redirects::find(Query const& query) const
{
    std::vector<Redirect> redirects;
    auto rows = TRY(connection_.query("SELECT from_path, to_path, is_permanent FROM redirects "
                                      "WHERE from_path > $1 AND (from_path LIKE $2 ESCAPE '\\' OR to_path "
                                      "LIKE $2 ESCAPE '\\') ORDER BY from_path LIMIT $3",
        {query.after, pattern_of(query.text), query.most}));
    while (TRY(rows.next()))
        redirects.push_back({rows.string(0), rows.string(1), rows.integer(2) != 0});
    return redirects;
}

Result<void> Redirects::save(Change& change, Redirect const& redirect)
{
    TRY(check_from(redirect.from));
    auto& connection = change.connection();
    Redirects const redirects(connection);
    auto const to = TRY(end_of_chain(connection, redirect.from, redirect.to));
    if (auto const former = TRY(redirects.from(redirect.from));
        former && former->to == to && former->permanent == redirect.permanent)
        return {};

    TRY(change.edition());
    TRY(connection.execute("INSERT INTO redirects (from_path, to_path, is_permanent) VALUES ($1, $2, $3) "
                           "ON CONFLICT (from_path) DO UPDATE SET to_path = excluded.to_path, "
                           "is_permanent = excluded.is_permanent",
        {redirect.from, to, redirect.permanent}));
    // What led here leads there at once.
    if (redirect.permanent)
        TRY(connection.execute(
            "UPDATE redirects SET to_path = $1 WHERE to_path = $2", {to, encode_path(redirect.from)}));
    return {};
}

Result<void> Redirects::keep_address(Change& change, std::string_view former, std::string const& present)
{
    auto from = TRY(percent_decode(former));
    // What moves back to an address it once left is found there again.
    auto const new_home = TRY(percent_decode(present));
    TRY(change.connection().execute("DELETE FROM redirects WHERE from_path = $1", {new_home}));
    return save(change, {std::move(from), present, true});
}

Result<void> Redirects::remove(Change& change, std::string_view from)
{
    if (!TRY(Redirects(change.connection()).from(from)))
        return not_found(fmt::format("there is no redirect from \"{}\"", from));
    TRY(change.edition());
    TRY(change.connection().execute("DELETE FROM redirects WHERE from_path = $1", {from}));
    return {};
}

} // namespace broadsheet::newsroom
