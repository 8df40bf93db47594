#pragma once

#include "templates/lexer.h"
#include "templates/template_set.h"
#include "templates/value.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

// A compiled template: flat vectors that refer to one another by index. Each body's statements, and each
// call's arguments, stand side by side.
namespace broadsheet::templates {

constexpr std::uint32_t no_index = 0xffffffff;

struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint32_t size() const { return end - begin; }
};

// Where a value comes from.
struct Path {
    enum class From : std::uint8_t { context, data, block_param };

    From from = From::context;
    bool is_scoped = false;
    std::uint32_t up = 0; // how many contexts, @data frames or block parameter frames outwards
    std::uint32_t param = 0; // which block parameter of that frame
    Range keys; // the fields to follow from there
    std::uint32_t offset = 0;
};

struct Expression {
    enum class Kind : std::uint8_t { literal, path, call };

    Kind kind;
    std::uint32_t index; // in the vector of its kind
};

// `{{name arguments… key=value…}}`, or the same as a subexpression or block.
struct Invocation {
    // How Handlebars decides between helper and field: a name with arguments is a helper; a path is a field;
    // a name alone is a helper if there is one of that name, otherwise a field.
    enum class Kind : std::uint8_t { field, ambiguous, helper };

    Kind kind;
    Helper const* helper = nullptr; // if there is one of that name
    std::string_view name;
    std::uint32_t path = no_index;
    std::uint32_t offset = 0;
    Range arguments; // of expressions
    Range hash_keys; // of keys
    std::uint32_t hash_values = 0; // the first of as many expressions
};

struct Statement {
    enum class Kind : std::uint8_t { text, escaped, unescaped, block, partial };

    Kind kind;
    std::uint32_t index = no_index; // of the invocation or partial
    std::uint32_t body = no_index; // what a block holds
    std::uint32_t inverse = no_index;
    std::string_view text = {};
    std::uint32_t offset = 0;
};

struct Body {
    Program const* program;
    Range statements;
    Range inlines; // the partials it defines
    std::uint32_t block_params = 0; // how many names `as |…|` gives
};

struct InlinePartial {
    Expression name;
    std::uint32_t body;
};

struct PartialCall {
    std::string_view name;
    Program const* program = nullptr; // if the set has a partial of that name
    bool is_dynamic = false; // the name is what the expression says
    Expression dynamic_name = {};
    bool is_partial_block = false; // {{> @partial-block}}
    bool has_context = false;
    Expression context = {};
    Range hash_keys;
    std::uint32_t hash_values = 0;
    std::string_view indent;
    std::uint32_t body = no_index; // what it holds
    std::uint32_t offset = 0;
};

struct Program {
    std::string file;
    std::string source;
    TextStore texts;
    Options options;
    std::string_view layout; // the name after `{{!<`, if any

    std::vector<Key> keys;
    std::vector<Value> literals;
    std::vector<Path> paths;
    std::vector<Expression> expressions;
    std::vector<Invocation> invocations;
    std::vector<PartialCall> partials;
    std::vector<InlinePartial> inlines;
    std::vector<Statement> statements;
    std::vector<Body> bodies;
    std::uint32_t main = 0; // index of the body it starts with

    Body const* body(std::uint32_t index) const { return index == no_index ? nullptr : &bodies[index]; }
};

using Programs = std::map<std::string, std::unique_ptr<Program>, std::less<>>;

struct TemplateSet::State {
    Helpers helpers;
    Helper const* helper_missing = nullptr;
    Helper const* block_helper_missing = nullptr;
    Programs templates;
    Programs partials;
};

} // namespace broadsheet::templates
