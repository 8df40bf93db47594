#include "exchange/ghost_redirects.h"

#include "base/encoding.h"
#include "base/file.h"
#include "exchange/json_fields.h"
#include "exchange/yaml.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_bytes = 16 << 20;
constexpr std::size_t most_depth = 8;

// Returns the one path an expression stands for: `^/old\.html/?$` is "/old.html".
std::optional<std::string> path_of(std::string_view pattern)
{
    if (pattern.starts_with('^'))
        pattern.remove_prefix(1);
    if (pattern.ends_with('$'))
        pattern.remove_suffix(1);
    if (pattern.ends_with("/?"))
        pattern.remove_suffix(2);
    std::string path;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        char c = pattern[at];
        if (c == '\\' && at + 1 < pattern.size() && std::string_view("/.-_").find(pattern[at + 1]) < 4)
            c = pattern[++at];
        else if (std::string_view("\\*+?()[]{}|^$").find(c) != std::string_view::npos)
            return std::nullopt;
        path += c;
    }
    auto decoded = percent_decode(path.starts_with('/') ? path : "/" + path);
    return decoded.ok() ? std::optional(*decoded) : std::nullopt;
}

void add(std::vector<newsroom::Redirect>& redirects, std::string_view from, std::string_view to,
    bool permanent, Report& report)
{
    auto path = path_of(from);
    if (path && to.find('$') == std::string_view::npos)
        redirects.push_back({*path, std::string(to), permanent});
    else
        report.refuse(fmt::format("redirect \"{}\"", from),
            "it is a pattern for many paths; only redirects from one path can be taken");
}

Result<std::vector<newsroom::Redirect>> from_json(std::string_view text, Report& report)
{
    boost::json::monotonic_resource memory;
    auto value = TRY(parse_json(text, most_depth, &memory));
    if (!value.is_array())
        return invalid("the JSON is not a list of redirects");
    std::vector<newsroom::Redirect> redirects;
    for (auto const& item : value.get_array()) {
        if (auto const* redirect = item.if_object())
            add(redirects, text_of(*redirect, "from"), text_of(*redirect, "to"),
                is_true(*redirect, "permanent"), report);
        else
            report.refuse("a redirect", "it is not an object with \"from\" and \"to\"");
    }
    return redirects;
}

Result<std::vector<newsroom::Redirect>> from_yaml(std::string_view text, Report& report)
{
    auto document = TRY(Yaml::parse(text, most_bytes));
    std::vector<newsroom::Redirect> redirects;
    for (auto const& [code, paths] : document.map)
        for (auto const& [from, to] : paths.map)
            add(redirects, from, to.text, code == "301" || code == "308", report);
    return redirects;
}

} // namespace

Result<std::vector<newsroom::Redirect>> read_ghost_redirects(
    std::filesystem::path const& file, Report& report)
{
    auto text = TRY(read_file(file, most_bytes));
    auto redirects = file.extension() == ".json" ? from_json(text, report) : from_yaml(text, report);
    if (!redirects.ok())
        return std::move(redirects).error().within(file.string());
    return redirects;
}

std::filesystem::path find_ghost_redirects(std::filesystem::path const& export_file)
{
    for (auto const* folder : {"", "data"})
        for (auto const* name : {"redirects.json", "redirects.yaml", "redirects.yml"}) {
            auto file = export_file.parent_path() / folder / name;
            std::error_code ignored;
            if (file != export_file && std::filesystem::is_regular_file(file, ignored))
                return file;
        }
    return {};
}

} // namespace broadsheet::exchange
