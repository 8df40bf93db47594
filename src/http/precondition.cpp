#include "http/precondition.h"

#include "http/field_list.h"
#include "http/http_date.h"

#include <charconv>
#include <limits>

namespace broadsheet::http {

namespace {

std::string_view without_weakness(std::string_view etag)
{
    if (etag.starts_with("W/"))
        etag.remove_prefix(2);
    return etag;
}

// HTTP dates count whole seconds.
bool is_after(UtcMillis time, UtcMillis http_date)
{
    return time / 1000 > http_date / 1000;
}

bool matches_any(std::string_view if_none_match, std::string_view etag)
{
    if (if_none_match == "*")
        return true;
    bool found = false;
    for_each_element(if_none_match, [&](std::string_view candidate) {
        found = !etag.empty() && without_weakness(candidate) == etag;
        return !found;
    });
    return found;
}

// A number beyond what fits lies behind the end of any file, as does the largest that fits.
bool parse_number(std::string_view text, std::uint64_t& out)
{
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc::result_out_of_range)
        out = std::numeric_limits<std::uint64_t>::max();
    return error != std::errc::invalid_argument && end == text.data() + text.size();
}

} // namespace

bool is_not_modified(Preferences const& preferences, Validators const& validators)
{
    if (!preferences.if_none_match.empty())
        return matches_any(preferences.if_none_match, validators.etag);
    if (preferences.if_modified_since.empty() || !validators.last_modified)
        return false;
    auto const since = parse_http_date(preferences.if_modified_since);
    return since && !is_after(*validators.last_modified, *since);
}

bool range_applies(Preferences const& preferences, Validators const& validators)
{
    if (preferences.if_range.empty())
        return true;
    if (preferences.if_range.find('"') != std::string_view::npos)
        return !validators.etag.empty() && preferences.if_range == validators.etag;
    auto const date = parse_http_date(preferences.if_range);
    return date && validators.last_modified && *validators.last_modified / 1000 == *date / 1000;
}

RangeOutcome parse_range(std::string_view value, std::uint64_t size, ByteRange& out)
{
    constexpr std::string_view unit = "bytes=";
    if (!value.starts_with(unit) || value.find(',') != std::string_view::npos)
        return RangeOutcome::whole;
    value = trim_whitespace(value.substr(unit.size()));
    auto const dash = value.find('-');
    if (dash == std::string_view::npos)
        return RangeOutcome::whole;
    auto const first_text = value.substr(0, dash);
    auto const last_text = value.substr(dash + 1);
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (first_text.empty()) {
        std::uint64_t suffix = 0;
        if (!parse_number(last_text, suffix))
            return RangeOutcome::whole;
        if (suffix == 0 || size == 0)
            return RangeOutcome::unsatisfiable;
        suffix = std::min(suffix, size);
        out = {size - suffix, suffix};
        return RangeOutcome::part;
    }
    if (!parse_number(first_text, first))
        return RangeOutcome::whole;
    if (last_text.empty())
        last = size;
    else if (!parse_number(last_text, last) || last < first)
        return RangeOutcome::whole;
    if (first >= size)
        return RangeOutcome::unsatisfiable;
    last = std::min(last, size - 1);
    out = {first, last - first + 1};
    return RangeOutcome::part;
}

} // namespace broadsheet::http
