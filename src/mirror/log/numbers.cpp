#include "mirror/log/numbers.h"

#include "base/ascii.h"

#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace broadsheet::mirror {

std::optional<std::uint64_t> plain_number(std::string_view text)
{
    std::uint64_t value = 0;
    if (!is_number(text) || (text.size() > 1 && text[0] == '0') || text.size() > 18)
        return {};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string number_path(std::uint64_t number)
{
    auto path = fmt::format("{:03}", number % 1000);
    while (number >= 1000) {
        number /= 1000;
        path = fmt::format("x{:03}/", number % 1000) + path;
    }
    return path;
}

std::string_view Fields::take()
{
    auto const end = rest_.find(separator_);
    if (end == rest_.npos)
        return take_rest();
    auto const field = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return field;
}

std::string_view Fields::take_rest()
{
    at_end_ = true;
    return std::exchange(rest_, {});
}

} // namespace broadsheet::mirror
