#include "templates/compiler.h"

#include "templates/location.h"
#include "templates/parser.h"
#include "templates/whitespace.h"

#include <charconv>
#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

double parse_number(std::string_view digits)
{
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

class Compiler {
public:
    Compiler(Program& program, Helpers const& helpers)
        : program_(program)
        , helpers_(helpers)
    {
    }

    Result<void> run(ast::Body const& root)
    {
        program_.main = TRY(add_body(root));
        return {};
    }

private:
    template <typename T>
    static std::uint32_t add(std::vector<T>& items, T item)
    {
        items.push_back(std::move(item));
        return static_cast<std::uint32_t>(items.size() - 1);
    }
    template <typename T>
    static Range add_all(std::vector<T>& items, std::vector<T> const& more)
    {
        Range range{
            static_cast<std::uint32_t>(items.size()), static_cast<std::uint32_t>(items.size() + more.size())};
        items.insert(items.end(), more.begin(), more.end());
        return range;
    }

    Result<std::uint32_t> add_body(ast::Body const&);
    Result<std::uint32_t> add_optional_body(std::unique_ptr<ast::Body> const& body)
    {
        if (!body)
            return no_index;
        return add_body(*body);
    }
    Result<Statement> statement(ast::Node const&);
    Result<InlinePartial> inline_partial(ast::Node const&);
    Result<std::uint32_t> add_partial(ast::Node const&);
    std::uint32_t add_invocation(ast::Invocation const&, bool is_subexpression);
    Range add_hash(ast::Invocation const&, std::uint32_t& values);
    Expression expression(ast::Expression const&);
    std::uint32_t add_path(ast::Path const&, std::uint32_t offset);
    ast::Path callee_path(ast::Expression const&);
    bool find_block_param(std::string_view name, std::uint32_t& frame, std::uint32_t& index) const;
    void find_layout(ast::Node const& comment);
    Error error(std::uint32_t offset, std::string message) const
    {
        return located(invalid(std::move(message)), program_.file, program_.source, offset);
    }

    Program& program_;
    Helpers const& helpers_;
    std::vector<std::vector<std::string_view>> block_params_;
};

Result<std::uint32_t> Compiler::add_body(ast::Body const& body)
{
    if (!body.block_params.empty())
        block_params_.push_back(body.block_params);
    std::vector<Statement> statements;
    std::vector<InlinePartial> inlines;
    for (auto const& node : body.nodes) {
        switch (node.kind) {
        case ast::Node::Kind::comment:
            find_layout(node);
            break;
        case ast::Node::Kind::decorator:
        case ast::Node::Kind::decorator_block:
            inlines.push_back(TRY(inline_partial(node)));
            break;
        case ast::Node::Kind::content:
            if (node.text.empty())
                break;
            [[fallthrough]];
        default:
            statements.push_back(TRY(statement(node)));
        }
    }
    if (!body.block_params.empty())
        block_params_.pop_back();
    return add(program_.bodies,
        Body{&program_, add_all(program_.statements, statements), add_all(program_.inlines, inlines),
            static_cast<std::uint32_t>(body.block_params.size())});
}

Result<Statement> Compiler::statement(ast::Node const& node)
{
    switch (node.kind) {
    case ast::Node::Kind::mustache:
        return Statement{.kind = node.is_escaped ? Statement::Kind::escaped : Statement::Kind::unescaped,
            .index = add_invocation(node.invocation, false),
            .offset = node.offset};
    case ast::Node::Kind::block:
        return Statement{.kind = Statement::Kind::block,
            .index = add_invocation(node.invocation, false),
            .body = TRY(add_optional_body(node.program)),
            .inverse = TRY(add_optional_body(node.inverse)),
            .offset = node.offset};
    case ast::Node::Kind::partial:
    case ast::Node::Kind::partial_block:
        return Statement{
            .kind = Statement::Kind::partial, .index = TRY(add_partial(node)), .offset = node.offset};
    default:
        return Statement{.kind = Statement::Kind::text, .text = node.text, .offset = node.offset};
    }
}

Result<InlinePartial> Compiler::inline_partial(ast::Node const& node)
{
    auto const& invocation = node.invocation;
    if (node.kind == ast::Node::Kind::decorator || invocation.callee.original() != "inline")
        return error(node.offset,
            fmt::format("Missing decorator: \"{}\": the only one is {{{{#*inline \"name\"}}}}",
                invocation.callee.original()));
    if (invocation.params.size() != 1)
        return error(node.offset, "#*inline takes one argument, the name of the partial");
    auto name = expression(invocation.params.front());
    return InlinePartial{name, TRY(add_body(*node.program))};
}

Result<std::uint32_t> Compiler::add_partial(ast::Node const& node)
{
    auto const& invocation = node.invocation;
    if (invocation.params.size() > 1)
        return error(node.offset,
            fmt::format(
                "Unsupported number of partial arguments: {}: a partial takes one context, and key=value",
                invocation.params.size()));
    PartialCall call;
    call.offset = node.offset;
    auto const& callee = invocation.callee;
    call.is_dynamic = callee.kind == ast::Expression::Kind::subexpression;
    if (call.is_dynamic)
        call.dynamic_name = expression(callee);
    else
        call.name = callee_path(callee).original;
    call.is_partial_block = call.name == "@partial-block";
    call.has_context = !invocation.params.empty();
    if (call.has_context)
        call.context = expression(invocation.params.front());
    call.hash_keys = add_hash(invocation, call.hash_values);
    call.indent = node.indent;
    call.body = TRY(add_optional_body(node.program));
    return add(program_.partials, call);
}

std::uint32_t Compiler::add_invocation(ast::Invocation const& invocation, bool is_subexpression)
{
    Invocation result{};
    auto path = callee_path(invocation.callee);
    result.name = path.original;
    result.offset = invocation.callee.offset;
    result.path = add_path(path, result.offset);

    bool is_simple = path.parts.size() == 1 && !path.is_scoped && path.depth == 0;
    bool is_block_param = is_simple && program_.paths[result.path].from == Path::From::block_param;
    bool has_arguments = is_subexpression || !invocation.params.empty() || !invocation.hash.empty();
    if (is_simple && !is_block_param)
        result.helper = helpers_.find(path.is_data && has_arguments ? path.original : path.parts.front());
    if (has_arguments && !is_block_param)
        result.kind = Invocation::Kind::helper;
    else
        result.kind = is_simple && !is_block_param ? Invocation::Kind::ambiguous : Invocation::Kind::field;

    std::vector<Expression> arguments;
    for (auto const& param : invocation.params)
        arguments.push_back(expression(param));
    result.arguments = add_all(program_.expressions, arguments);
    result.hash_keys = add_hash(invocation, result.hash_values);
    return add(program_.invocations, result);
}

Range Compiler::add_hash(ast::Invocation const& invocation, std::uint32_t& first_value)
{
    std::vector<Key> keys;
    std::vector<Expression> values;
    for (auto const& pair : invocation.hash) {
        keys.emplace_back(pair.key);
        values.push_back(expression(pair.value));
    }
    first_value = add_all(program_.expressions, values).begin;
    return add_all(program_.keys, keys);
}

Expression Compiler::expression(ast::Expression const& source)
{
    auto literal = [this](Value value) {
        return Expression{Expression::Kind::literal, add(program_.literals, std::move(value))};
    };
    switch (source.kind) {
    case ast::Expression::Kind::path:
        return {Expression::Kind::path, add_path(source.path, source.offset)};
    case ast::Expression::Kind::subexpression:
        return {Expression::Kind::call, add_invocation(*source.invocation, true)};
    case ast::Expression::Kind::string:
        return literal(Value::borrow(source.text));
    case ast::Expression::Kind::number:
        return literal(parse_number(source.text));
    case ast::Expression::Kind::boolean:
        return literal(source.text == "true");
    case ast::Expression::Kind::null:
        return literal(nullptr);
    case ast::Expression::Kind::undefined:
        return literal({});
    }
    return literal({});
}

// A literal in the place of a name is a name: {{"foo bar"}}, {{12}}.
ast::Path Compiler::callee_path(ast::Expression const& callee)
{
    if (callee.kind == ast::Expression::Kind::path)
        return callee.path;
    auto name = callee.text;
    if (callee.kind == ast::Expression::Kind::number) {
        std::string digits;
        append_number(digits, parse_number(name));
        name = program_.texts.emplace_back(std::move(digits));
    }
    return {.original = name, .parts = {name}};
}

std::uint32_t Compiler::add_path(ast::Path const& source, std::uint32_t offset)
{
    Path path;
    path.offset = offset;
    path.is_scoped = source.is_scoped;
    path.up = source.depth;
    if (source.is_data && !source.parts.empty())
        path.from = Path::From::data;
    std::size_t first_key = 0;
    bool may_be_param = !source.is_data && !source.is_scoped && source.depth == 0 && !source.parts.empty();
    if (may_be_param && find_block_param(source.parts.front(), path.up, path.param)) {
        path.from = Path::From::block_param;
        first_key = 1;
    }
    path.keys.begin = static_cast<std::uint32_t>(program_.keys.size());
    for (auto i = first_key; i < source.parts.size(); ++i)
        program_.keys.emplace_back(source.parts[i]);
    path.keys.end = static_cast<std::uint32_t>(program_.keys.size());
    return add(program_.paths, path);
}

bool Compiler::find_block_param(std::string_view name, std::uint32_t& frame, std::uint32_t& index) const
{
    for (std::size_t outwards = 0; outwards < block_params_.size(); ++outwards) {
        auto const& names = block_params_[block_params_.size() - 1 - outwards];
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == name) {
                frame = static_cast<std::uint32_t>(outwards);
                index = static_cast<std::uint32_t>(i);
                return true;
            }
        }
    }
    return false;
}

// {{!< name}}, as express-hbs has it: the name is letters, digits, and . _ - /
void Compiler::find_layout(ast::Node const& comment)
{
    constexpr std::string_view blanks = " \t\r\n";
    auto text = comment.text;
    if (!program_.layout.empty() || !text.starts_with('<'))
        return;
    text.remove_prefix(1);
    auto start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos)
        return;
    auto end = text.find_last_not_of(blanks) + 1;
    auto name = text.substr(start, end - start);
    if (name.find_first_of(" \t\r\n") == std::string_view::npos)
        program_.layout = name;
}

} // namespace

Result<std::unique_ptr<Program>> compile(Source source, Helpers const& helpers, Options const& options)
{
    auto program = std::make_unique<Program>();
    program->file = source.file.empty() ? std::move(source.name) : std::move(source.file);
    program->source = std::move(source.text);
    program->options = options;
    auto root = TRY(parse(program->file, program->source, program->texts, options.limits));
    control_whitespace(root, options.ignore_standalone);
    TRY(Compiler(*program, helpers).run(root));
    return program;
}

} // namespace broadsheet::templates
