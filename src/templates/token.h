#pragma once

#include <cstdint>
#include <string_view>

namespace broadsheet::templates {

// Named as in Handlebars' own lexer (handlebars.l), whose published cases the tests run.
enum class TokenKind : std::uint8_t {
    content,
    comment,
    open,
    open_unescaped,
    close_unescaped,
    close,
    open_raw_block,
    close_raw_block,
    end_raw_block,
    open_block,
    open_inverse,
    open_inverse_chain,
    inverse,
    open_endblock,
    open_partial,
    open_partial_block,
    open_sexpr,
    close_sexpr,
    equals,
    id,
    sep,
    data,
    string,
    number,
    boolean,
    undefined,
    null,
    open_block_params,
    close_block_params,
    invalid,
    end,
};

// Returns Handlebars' name of the kind ("OPEN_BLOCK").
std::string_view name_of(TokenKind);

struct Token {
    TokenKind kind;
    std::uint32_t offset; // where it starts in the source
    std::string_view
        text; // without the quotes of a string and the escapes of content, strings and [segments]
};

} // namespace broadsheet::templates
