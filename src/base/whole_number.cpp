#include "base/whole_number.h"

#include <charconv>

namespace broadsheet {

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t number = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        return {};
    return number;
}

} // namespace broadsheet
