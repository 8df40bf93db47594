#include "templates/parser.h"

#include "templates/expression_parser.h"
#include "templates/location.h"

#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

using ast::Invocation;
using ast::Node;

// What may stand after a tag's name and before its end.
struct OpenTag {
    Invocation invocation;
    std::vector<std::string_view> block_params;
    ast::Strip strip;
    std::uint32_t offset = 0;
    bool is_decorator = false;
};

ast::Strip strip_flags(std::string_view open, std::string_view close)
{
    return {open.size() > 2 && open[2] == '~', close.size() > 2 && close[close.size() - 3] == '~'};
}

std::string_view comment_text(std::string_view tag)
{
    tag.remove_prefix(tag[2] == '~' ? 4 : 3);
    for (int dashes = 0; dashes < 2 && tag.starts_with('-'); ++dashes)
        tag.remove_prefix(1);
    tag.remove_suffix(2);
    if (tag.ends_with('~'))
        tag.remove_suffix(1);
    for (int dashes = 0; dashes < 2 && tag.ends_with('-'); ++dashes)
        tag.remove_suffix(1);
    return tag;
}

class Parser : private ExpressionParser {
public:
    using ExpressionParser::ExpressionParser;

    Result<ast::Body> run()
    {
        auto body = TRY(read_body());
        if (!at(TokenKind::end))
            return unexpected();
        return body;
    }

private:
    Result<ast::Body> read_body();
    Result<Node> read_statement();
    Node read_content();
    Node read_comment();
    Result<Node> read_mustache();
    Result<Node> read_partial();
    Result<Node> read_raw_block();
    Result<Node> read_block();
    Result<Node> read_inverse_block();
    Result<Node> read_partial_block();
    Result<void> read_inverse_chain(Node& block);
    Result<OpenTag> read_open_tag(TokenKind close);
    Result<ast::Strip> read_close_tag(OpenTag const&);
    Result<std::unique_ptr<ast::Body>> read_program(std::vector<std::string_view> block_params = {});
};

Result<ast::Body> Parser::read_body()
{
    ast::Body body;
    while (true) {
        switch (token().kind) {
        case TokenKind::content:
        case TokenKind::comment:
        case TokenKind::open:
        case TokenKind::open_unescaped:
        case TokenKind::open_partial:
        case TokenKind::open_raw_block:
        case TokenKind::open_block:
        case TokenKind::open_inverse:
        case TokenKind::open_partial_block:
            body.nodes.push_back(TRY(read_statement()));
            break;
        default:
            return body;
        }
    }
}

Result<Node> Parser::read_statement()
{
    switch (token().kind) {
    case TokenKind::content:
        return read_content();
    case TokenKind::comment:
        return read_comment();
    case TokenKind::open_partial:
        return read_partial();
    case TokenKind::open_raw_block:
        return read_raw_block();
    case TokenKind::open_block:
        return read_block();
    case TokenKind::open_inverse:
        return read_inverse_block();
    case TokenKind::open_partial_block:
        return read_partial_block();
    default:
        return read_mustache();
    }
}

Result<std::unique_ptr<ast::Body>> Parser::read_program(std::vector<std::string_view> block_params)
{
    auto level = enter_level();
    TRY(check_nesting());
    auto body = std::make_unique<ast::Body>(TRY(read_body()));
    body->block_params = std::move(block_params);
    return body;
}

Node Parser::read_content()
{
    Node node;
    node.kind = Node::Kind::content;
    node.offset = token().offset;
    node.text = node.original = next().text;
    return node;
}

Node Parser::read_comment()
{
    Node node;
    node.kind = Node::Kind::comment;
    node.offset = token().offset;
    auto tag = next().text;
    node.open_strip = strip_flags(tag, tag);
    node.text = comment_text(tag);
    return node;
}

Result<Node> Parser::read_mustache()
{
    Node node;
    auto const& open = next();
    node.offset = open.offset;
    node.kind = open.text.ends_with('*') ? Node::Kind::decorator : Node::Kind::mustache;
    node.is_escaped = !open.text.ends_with('&') && open.kind == TokenKind::open;
    node.invocation.callee = TRY(read_name());
    TRY(read_arguments(node.invocation));
    auto close
        = TRY(expect(open.kind == TokenKind::open_unescaped ? TokenKind::close_unescaped : TokenKind::close));
    node.open_strip = strip_flags(open.text, close.text);
    return node;
}

Result<Node> Parser::read_partial()
{
    Node node;
    node.kind = Node::Kind::partial;
    auto const& open = next();
    node.offset = open.offset;
    node.invocation.callee = TRY(at(TokenKind::open_sexpr) ? read_param() : read_name());
    TRY(read_arguments(node.invocation));
    node.open_strip = strip_flags(open.text, TRY(expect(TokenKind::close)).text);
    return node;
}

Result<OpenTag> Parser::read_open_tag(TokenKind close)
{
    OpenTag tag;
    auto const& open = next();
    tag.offset = open.offset;
    tag.is_decorator = open.text.ends_with('*');
    bool is_dynamic_partial = open.kind == TokenKind::open_partial_block && at(TokenKind::open_sexpr);
    tag.invocation.callee = TRY(is_dynamic_partial ? read_param() : read_name());
    TRY(read_arguments(tag.invocation));
    bool takes_block_params
        = open.kind != TokenKind::open_partial_block && open.kind != TokenKind::open_raw_block;
    if (takes_block_params && at(TokenKind::open_block_params)) {
        next();
        do {
            tag.block_params.push_back(without_brackets(TRY(expect(TokenKind::id)).text));
            TRY(check_count(tag.block_params.size()));
        } while (at(TokenKind::id));
        TRY(expect(TokenKind::close_block_params));
    }
    tag.strip = strip_flags(open.text, TRY(expect(close)).text);
    return tag;
}

Result<ast::Strip> Parser::read_close_tag(OpenTag const& open)
{
    auto tag = TRY(expect(TokenKind::open_endblock));
    auto name = TRY(read_name());
    if (name.original() != open.invocation.callee.original())
        return error(open.invocation.callee.offset,
            fmt::format("{} doesn't match {}: close the blocks in the order they were opened",
                open.invocation.callee.original(), name.original()));
    return strip_flags(tag.text, TRY(expect(TokenKind::close)).text);
}

Result<Node> Parser::read_raw_block()
{
    auto open = TRY(read_open_tag(TokenKind::close_raw_block));
    Node node;
    node.kind = Node::Kind::block;
    node.offset = open.offset;
    node.program = std::make_unique<ast::Body>();
    while (at(TokenKind::content))
        node.program->nodes.push_back(read_content());
    auto close = TRY(expect(TokenKind::end_raw_block));
    if (close.text != open.invocation.callee.original())
        return error(open.invocation.callee.offset,
            fmt::format("{} doesn't match {}", open.invocation.callee.original(), close.text));
    node.invocation = std::move(open.invocation);
    return node;
}

Result<Node> Parser::read_block()
{
    auto open = TRY(read_open_tag(TokenKind::close));
    Node node;
    node.kind = open.is_decorator ? Node::Kind::decorator_block : Node::Kind::block;
    node.offset = open.offset;
    node.open_strip = open.strip;
    node.program = TRY(read_program(std::move(open.block_params)));
    if (open.is_decorator && (at(TokenKind::inverse) || at(TokenKind::open_inverse_chain)))
        return error(token().offset, "Unexpected inverse block on decorator: {{#*…}} has no {{else}}");
    TRY(read_inverse_chain(node));
    node.close_strip = TRY(read_close_tag(open));
    // An {{else name}} has no tag of its own to close it.
    if (node.inverse && node.inverse->is_chained)
        node.inverse->nodes.front().close_strip = node.close_strip;
    node.invocation = std::move(open.invocation);
    return node;
}

// {{else name …}}…, any number of them, and an {{else}}….
Result<void> Parser::read_inverse_chain(Node& block)
{
    if (at(TokenKind::inverse)) {
        auto tag = next().text;
        block.inverse_strip = strip_flags(tag, tag);
        block.inverse = TRY(read_program());
        return {};
    }
    if (!at(TokenKind::open_inverse_chain))
        return {};
    auto level = enter_level();
    TRY(check_nesting());
    auto open = TRY(read_open_tag(TokenKind::close));
    Node chained;
    chained.kind = Node::Kind::block;
    chained.offset = open.offset;
    chained.open_strip = open.strip;
    chained.program = TRY(read_program(std::move(open.block_params)));
    TRY(read_inverse_chain(chained));
    // As Handlebars has it: from its second link on, a chain takes the next link's own tag for the
    // closing one.
    if (chained.inverse && chained.inverse->is_chained)
        chained.inverse->nodes.front().close_strip = chained.inverse_strip;
    chained.invocation = std::move(open.invocation);
    block.inverse_strip = open.strip;
    block.inverse = std::make_unique<ast::Body>();
    block.inverse->is_chained = true;
    block.inverse->nodes.push_back(std::move(chained));
    return {};
}

// {{^name}}…{{/name}}: what would be the block is the inverse.
Result<Node> Parser::read_inverse_block()
{
    auto open = TRY(read_open_tag(TokenKind::close));
    Node node;
    node.kind = Node::Kind::block;
    node.offset = open.offset;
    node.open_strip = open.strip;
    node.inverse = TRY(read_program(std::move(open.block_params)));
    if (at(TokenKind::inverse)) {
        auto tag = next().text;
        node.inverse_strip = strip_flags(tag, tag);
        node.program = TRY(read_program());
    }
    node.close_strip = TRY(read_close_tag(open));
    node.invocation = std::move(open.invocation);
    return node;
}

Result<Node> Parser::read_partial_block()
{
    auto open = TRY(read_open_tag(TokenKind::close));
    Node node;
    node.kind = Node::Kind::partial_block;
    node.offset = open.offset;
    node.open_strip = open.strip;
    node.program = TRY(read_program());
    node.close_strip = TRY(read_close_tag(open));
    node.invocation = std::move(open.invocation);
    return node;
}

} // namespace

Result<ast::Body> parse(
    std::string_view file, std::string_view source, TextStore& store, SourceLimits const& limits)
{
    if (source.size() > limits.size)
        return limit_reached(
            fmt::format("{}: the template has {} bytes; the limit is {}", file, source.size(), limits.size));
    if (auto nul = source.find('\0'); nul != std::string_view::npos)
        return located(invalid("a template cannot hold a NUL byte; remove it"), file, source,
            static_cast<std::uint32_t>(nul));
    return Parser(file, source, store, limits).run();
}

} // namespace broadsheet::templates
