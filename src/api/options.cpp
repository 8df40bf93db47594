#include "api/options.h"

#include "base/ascii.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::api {

namespace {

constexpr std::size_t most_pages = 1'000'000'000;

std::string_view option(FormFields const& query, std::string_view name)
{
    return find_field(query, name).value_or("");
}

std::vector<std::string> read_list(std::string_view text)
{
    std::vector<std::string> items;
    while (!text.empty()) {
        auto const item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(item.size() + 1, text.size()));
        if (auto const name = trimmed(item); !name.empty())
            items.emplace_back(name);
    }
    return items;
}

bool contains(std::vector<std::string> const& items, std::string_view wanted)
{
    return std::ranges::find(items, wanted) != items.end();
}

// Returns the number, or `usual` for nothing and 0, as Ghost does.
Result<std::size_t> read_number(
    std::string_view name, std::string_view text, std::size_t usual, std::size_t largest)
{
    if (text.empty())
        return usual;
    if (!is_number(text))
        return invalid(fmt::format("Validation (matches) failed for {}", name));
    std::size_t number = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc())
        return largest;
    return number == 0 ? usual : std::min(number, largest);
}

} // namespace

bool Options::includes(std::string_view what) const
{
    return contains(include, what);
}

bool Options::wants(std::string_view format, bool is_usual) const
{
    if (formats.empty())
        return fields.empty() ? is_usual : contains(fields, format);
    return contains(formats, format) || contains(fields, format);
}

Result<Options> read_options(FormFields const& query)
{
    Options options;
    auto const limit = option(query, "limit");
    options.limit = limit == "all"
        ? Options::largest_limit
        : TRY(read_number("limit", limit, Options::default_limit, Options::largest_limit));
    options.page = TRY(read_number("page", option(query, "page"), 1, most_pages));
    options.filter = option(query, "filter");
    if (options.filter.find('\0') != options.filter.npos)
        return invalid("Validation (matches) failed for filter"); // no text in the database holds one
    options.order = option(query, "order");
    options.include = read_list(option(query, "include"));
    options.fields = read_list(option(query, "fields"));
    options.formats = read_list(option(query, "formats"));
    return options;
}

} // namespace broadsheet::api
