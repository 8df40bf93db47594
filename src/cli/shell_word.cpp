#include "cli/shell_word.h"

#include "base/ascii.h"

#include <algorithm>

namespace broadsheet::cli {

std::string shell_word(std::string_view word)
{
    constexpr std::string_view plain = "/._-+=:,@%";
    auto const is_plain
        = [&](char c) { return is_alphanumeric(c) || plain.find(c) != std::string_view::npos; };
    if (!word.empty() && std::ranges::all_of(word, is_plain))
        return std::string(word);
    std::string quoted = "'";
    for (char c : word) {
        if (c == '\'')
            quoted += "'\\'";
        quoted += c;
    }
    return quoted + "'";
}

} // namespace broadsheet::cli
