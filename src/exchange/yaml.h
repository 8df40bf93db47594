#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::exchange {

// A value of a YAML document: text, a list or a map in its order. Numbers, dates and booleans stay the text
// they were written as.
class Yaml {
public:
    enum class Kind { none, text, list, map };

    // Parses one document of at most `limit` bytes. What aliases repeat counts each time, in values and in
    // bytes, so that a few lines cannot grow into a large value; nesting is bounded too.
    // Lines, in errors too, count from `first_line`.
    static Result<Yaml> parse(std::string_view text, std::size_t limit, int first_line = 1);

    Kind kind = Kind::none;
    std::string text;
    std::vector<Yaml> list;
    struct Member;
    std::vector<Member> map;
    int line = 0;

    // Returns the member, or an empty value.
    Yaml const& operator[](std::string_view key) const;
    bool is_none() const { return kind == Kind::none; }
    // Returns the text of the member; "" when it is missing; an error that names it when it is no text.
    Result<std::string> text_at(std::string_view key) const;
    // Returns the texts of a list member; a single text is a list of one.
    Result<std::vector<std::string>> texts_at(std::string_view key) const;
};

struct Yaml::Member {
    std::string name;
    Yaml value;
};

} // namespace broadsheet::exchange
