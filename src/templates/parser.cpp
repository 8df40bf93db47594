#include "templates/parser.h"

#include "templates/location.h"

#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

using ast::Expression;
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

std::string_view without_brackets(std::string_view id)
{
    return id.size() >= 2 && id.front() == '[' && id.back() == ']' ? id.substr(1, id.size() - 2) : id;
}

class Parser {
public:
    Parser(std::string_view file, std::string_view source, TextStore& store, SourceLimits const& limits)
        : file_(file)
        , source_(source)
        , store_(store)
        , limits_(limits)
        , tokens_(tokenize(source, store))
    {
    }

    Result<ast::Body> run()
    {
        auto body = TRY(read_body());
        if (!at(TokenKind::end))
            return unexpected();
        return body;
    }

private:
    Token const& token() const { return tokens_[at_]; }
    bool at(TokenKind kind) const { return token().kind == kind; }
    // Returns the token and moves behind it; never behind the last.
    Token const& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
    Result<Token> expect(TokenKind kind)
    {
        if (!at(kind))
            return unexpected();
        return next();
    }

    Error error(std::uint32_t offset, std::string message) const
    {
        return located(invalid(std::move(message)), file_, source_, offset);
    }
    Error unexpected() const;

    // Counts blocks and subexpressions within one another while it lives.
    class Level {
    public:
        explicit Level(std::size_t& depth)
            : depth_(++depth)
        {
        }
        ~Level() { --depth_; }
        Level(Level const&) = delete;
        Level& operator=(Level const&) = delete;

    private:
        std::size_t& depth_;
    };
    Result<void> check_nesting() const;

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
    Result<void> read_arguments(Invocation&);
    Result<Expression> read_param();
    Result<Expression> read_name();
    Result<ast::Path> read_path(bool is_data);
    Result<std::unique_ptr<ast::Body>> read_program(std::vector<std::string_view> block_params = {});

    std::string_view file_;
    std::string_view source_;
    TextStore& store_;
    SourceLimits const& limits_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
};

Error Parser::unexpected() const
{
    auto const& found = token();
    switch (found.kind) {
    case TokenKind::end:
        return error(found.offset, "the template ends inside a tag or block; close it");
    case TokenKind::open_endblock:
        return error(found.offset, "this closes a block that is not open");
    case TokenKind::inverse:
    case TokenKind::open_inverse_chain:
        return error(found.offset, "this else belongs to no block");
    default:
        return error(found.offset,
            fmt::format("'{}' cannot stand here; check the braces and quotes of this tag",
                found.text.empty() ? source_.substr(found.offset, 1) : found.text.substr(0, 40)));
    }
}

Result<void> Parser::check_nesting() const
{
    if (depth_ <= limits_.nesting)
        return {};
    return located(limit_reached(fmt::format("nested deeper than the limit of {}", limits_.nesting)), file_,
        source_, token().offset);
}

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
    Level level(depth_);
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
    Level level(depth_);
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

Result<void> Parser::read_arguments(Invocation& invocation)
{
    auto is_hash = [this] { return at(TokenKind::id) && tokens_[at_ + 1].kind == TokenKind::equals; };
    while (!is_hash()) {
        switch (token().kind) {
        case TokenKind::id:
        case TokenKind::data:
        case TokenKind::string:
        case TokenKind::number:
        case TokenKind::boolean:
        case TokenKind::undefined:
        case TokenKind::null:
        case TokenKind::open_sexpr:
            invocation.params.push_back(TRY(read_param()));
            continue;
        default:
            return {};
        }
    }
    while (is_hash()) {
        auto key = without_brackets(next().text);
        next();
        invocation.hash.push_back({key, TRY(read_param())});
    }
    return {};
}

Result<Expression> Parser::read_param()
{
    if (!at(TokenKind::open_sexpr))
        return read_name();
    Level level(depth_);
    TRY(check_nesting());
    Expression expression;
    expression.kind = Expression::Kind::subexpression;
    expression.offset = next().offset;
    expression.invocation = std::make_unique<Invocation>();
    expression.invocation->callee = TRY(read_name());
    TRY(read_arguments(*expression.invocation));
    TRY(expect(TokenKind::close_sexpr));
    expression.text = expression.invocation->callee.original();
    return expression;
}

Result<Expression> Parser::read_name()
{
    Expression expression;
    expression.offset = token().offset;
    switch (token().kind) {
    case TokenKind::data:
        next();
        expression.kind = Expression::Kind::path;
        expression.path = TRY(read_path(true));
        return expression;
    case TokenKind::id:
        expression.kind = Expression::Kind::path;
        expression.path = TRY(read_path(false));
        return expression;
    case TokenKind::string:
        expression.kind = Expression::Kind::string;
        break;
    case TokenKind::number:
        expression.kind = Expression::Kind::number;
        break;
    case TokenKind::boolean:
        expression.kind = Expression::Kind::boolean;
        break;
    case TokenKind::undefined:
        expression.kind = Expression::Kind::undefined;
        break;
    case TokenKind::null:
        expression.kind = Expression::Kind::null;
        break;
    default:
        return unexpected();
    }
    expression.text = next().text;
    return expression;
}

Result<ast::Path> Parser::read_path(bool is_data)
{
    ast::Path path;
    path.is_data = is_data;
    auto offset = token().offset;
    std::string original(is_data ? "@" : "");
    while (true) {
        auto id = TRY(expect(TokenKind::id));
        auto part = without_brackets(id.text);
        bool is_literal = part.size() != id.text.size();
        bool is_reference = !is_literal && (part == ".." || part == "." || part == "this");
        original += part;
        if (is_reference && !path.parts.empty())
            return error(
                offset, fmt::format("Invalid path: {}: '{}' can only stand at its start", original, part));
        if (is_reference && !is_data && path.parts.empty() && path.depth == 0)
            path.is_scoped = true;
        if (!is_reference)
            path.parts.push_back(part);
        else if (part == "..")
            ++path.depth;
        if (!at(TokenKind::sep))
            break;
        original += next().text;
    }
    path.original = store_.emplace_back(std::move(original));
    return path;
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
