#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

// A template as it was written, as a tree: what the parser makes, whitespace control trims and the compiler
// flattens. Names follow Handlebars' own
// (https://github.com/handlebars-lang/handlebars-parser/blob/master/spec/ast.d.ts).
namespace broadsheet::templates::ast {

struct Invocation;

struct Path {
    std::string_view original; // as written, but without brackets: "@root.title", "../a/b"
    std::vector<std::string_view> parts;
    std::uint32_t depth = 0; // how many ".."
    bool is_data = false; // starts with @
    bool is_scoped = false; // starts with "." or "this": never a helper's or block parameter's name
};

struct Expression {
    enum class Kind : std::uint8_t { path, string, number, boolean, undefined, null, subexpression };

    Kind kind = Kind::undefined;
    std::uint32_t offset = 0;
    Path path;
    std::string_view text; // of a literal, as written; of a string, its value
    std::unique_ptr<Invocation> invocation; // of a subexpression

    // What its closing tag repeats, and errors quote.
    std::string_view original() const { return kind == Kind::path ? path.original : text; }
};

struct HashPair {
    std::string_view key;
    Expression value;
};

// `callee params… key=value…`
struct Invocation {
    Expression callee;
    std::vector<Expression> params;
    std::vector<HashPair> hash;
};

// The `~` of a tag.
struct Strip {
    bool open = false;
    bool close = false;
};

struct Node;

struct Body {
    std::vector<Node> nodes;
    std::vector<std::string_view> block_params;
    bool is_chained = false; // its one node is the block of an `{{else name}}`
};

struct Node {
    enum class Kind : std::uint8_t {
        content,
        comment,
        mustache,
        block,
        partial,
        partial_block,
        decorator,
        decorator_block
    };

    Kind kind = Kind::content;
    std::uint32_t offset = 0;

    std::string_view text; // of content and comments
    std::string_view original; // of content, before whitespace was trimmed
    bool is_left_stripped = false;
    bool is_right_stripped = false;

    Invocation invocation;
    bool is_escaped = true;
    std::string_view indent; // before a partial that stands alone on its line

    std::unique_ptr<Body> program;
    std::unique_ptr<Body> inverse;
    Strip open_strip; // of a block's first tag, or of the node's only one
    Strip inverse_strip;
    Strip close_strip;
};

} // namespace broadsheet::templates::ast
