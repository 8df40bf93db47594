#include "db/statement_text.h"

namespace broadsheet::db {

std::string first_words(std::string_view sql)
{
    constexpr std::size_t enough = 60;
    std::string words;
    for (char byte : sql) {
        bool const is_space = byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
        if (!is_space)
            words += byte;
        else if (words.size() >= enough)
            return words + " …";
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    }
    return words;
}

} // namespace broadsheet::db
