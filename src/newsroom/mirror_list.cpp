#include "newsroom/mirror_list.h"

#include "newsroom/checks.h"
#include "newsroom/settings.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

namespace broadsheet::newsroom {

namespace {

namespace json = boost::json;

constexpr std::string_view key = "mirrors"; // of the table of settings

Result<void> check(MirrorList const& mirrors, std::string_view own_address)
{
    if (mirrors.size() > most_mirrors)
        return invalid(fmt::format(
            "there are {} mirrors, more than the {} that a browser is given", mirrors.size(), most_mirrors));
    std::set<std::string_view> seen;
    for (auto const& mirror : mirrors) {
        if (!is_web_address(mirror) || mirror.size() > 500 || !mirror.ends_with('/')
            || mirror.find_first_of("?#\"<>\\ ") != std::string::npos)
            return invalid(
                fmt::format("\"{}\" is no http:// or https:// address with a slash at its end", mirror));
        if (has_user_info(mirror)) // readers are shown the list
            return invalid(
                "an address has a name or a password before its host: every reader would be told it");
        if (mirror == own_address)
            return invalid(fmt::format("\"{}\" is the newspaper's own address, and no mirror", mirror));
        if (!seen.insert(mirror).second)
            return invalid(fmt::format("\"{}\" is there twice", mirror));
    }
    return {};
}

} // namespace

Result<MirrorList> load_mirror_list(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT value FROM settings WHERE key = $1", {key}));
    if (!TRY(rows.next()))
        return MirrorList();
    boost::system::error_code failed;
    auto const text = rows.text(0);
    auto const value = json::parse(json::string_view(text.data(), text.size()), failed);
    MirrorList mirrors;
    if (!failed && value.is_array())
        for (auto const& address : value.as_array())
            if (address.is_string())
                mirrors.emplace_back(address.as_string());
    return mirrors;
}

Result<void> save_mirror_list(Change& change, MirrorList const& mirrors)
{
    auto own_address = TRY(load_settings(change.connection())).url;
    if (!own_address.ends_with('/'))
        own_address += '/';
    TRY(check(mirrors, own_address));
    TRY(change.edition());
    TRY(change.connection().execute("INSERT INTO settings (key, value) VALUES ($1, $2) "
                                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {key, json::serialize(json::array(mirrors.begin(), mirrors.end()))}));
    return {};
}

} // namespace broadsheet::newsroom
