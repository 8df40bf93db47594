#include "templates/expression_parser.h"

#include <fmt/format.h>

namespace broadsheet::templates {

using ast::Expression;
using ast::Invocation;

std::string_view without_brackets(std::string_view id)
{
    return id.size() >= 2 && id.front() == '[' && id.back() == ']' ? id.substr(1, id.size() - 2) : id;
}

Error ExpressionParser::unexpected() const
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

Result<void> ExpressionParser::check_nesting() const
{
    if (depth_ <= limits_.nesting)
        return {};
    return located(limit_reached(fmt::format("nested deeper than the limit of {}", limits_.nesting)), file_,
        source_, token().offset);
}

Result<void> ExpressionParser::check_count(std::size_t arguments) const
{
    if (arguments <= limits_.arguments)
        return {};
    return located(limit_reached(fmt::format("more than {} arguments", limits_.arguments)), file_, source_,
        token().offset);
}

Result<void> ExpressionParser::read_arguments(Invocation& invocation)
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
            TRY(check_count(invocation.params.size()));
            continue;
        default:
            return {};
        }
    }
    while (is_hash()) {
        auto key = without_brackets(next().text);
        next();
        invocation.hash.push_back({key, TRY(read_param())});
        TRY(check_count(invocation.params.size() + invocation.hash.size()));
    }
    return {};
}

Result<Expression> ExpressionParser::read_param()
{
    if (!at(TokenKind::open_sexpr))
        return read_name();
    auto level = enter_level();
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

Result<Expression> ExpressionParser::read_name()
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

Result<ast::Path> ExpressionParser::read_path(bool is_data)
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

} // namespace broadsheet::templates
